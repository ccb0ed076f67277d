"""A web server on this machine that misbehaves on demand: each path is a fault.

It speaks raw bytes over threads, so that it can say what no proper server says. It remembers every request it got.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import struct
import threading
import time
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeAlias

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator

MEBIBYTE = 1 << 20
DRIP_S = 0.02
BOMB = 64 * MEBIBYTE  # bytes of zeros, decoded
HTML = b"<html><body><p>The harbour of Ashby will lose its oldest crane.</p></body></html>"


@dataclass(frozen=True, slots=True)
class Heard:
    """A request as it came: `headers` with names in lower case."""

    path: str
    headers: dict[str, str]
    method: str = "GET"
    body: bytes = b""


Fault: TypeAlias = "Callable[[Heard], Iterable[bytes]]"


def answer(*headers: str, status: int = 200, body: bytes = b"", length: bool = True) -> bytes:
    """A whole answer, with its true length unless told otherwise."""
    lines = [f"HTTP/1.1 {status} Told", *headers, *([f"Content-Length: {len(body)}"] if length else [])]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def redirect(location: str, *headers: str, status: int = 302, body: bytes = b"") -> bytes:
    return answer(f"Location: {location}", *headers, status=status, body=body)


def dripping(head: bytes, content: bytes) -> Iterator[bytes]:
    """`head`, then `content` over and over, a byte at a time."""
    yield head
    while True:
        for byte in content:
            time.sleep(DRIP_S)
            yield bytes([byte])


def hanging() -> Iterator[bytes]:
    """Nothing at all, for longer than anybody waits."""
    yield b""  # whoever counts what is being answered must not count this for as long as it lasts: the other side is gone by then
    time.sleep(60)
    yield b""


@cache
def bomb(wbits: int, size: int = BOMB) -> bytes:
    """Many zeros, compressed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    zeros = bytes(MEBIBYTE)
    return b"".join([*(packer.compress(zeros) for _ in range(size // MEBIBYTE)), packer.flush()])


def chained(content: bytes, times: int) -> bytes:
    for _ in range(times):
        content = gzip.compress(content)
    return content


def chunked(*sizes_and_chunks: tuple[str, bytes]) -> bytes:
    return answer("Transfer-Encoding: chunked", length=False) + b"".join(
        size.encode("ascii") + b"\r\n" + chunk + b"\r\n" for size, chunk in sizes_and_chunks
    )


def endless(head: bytes, piece: bytes) -> Iterator[bytes]:
    yield head
    while True:
        yield piece


class Reset(Exception):
    """Raised by a fault to break the connection off by force."""


def reset(head: bytes) -> Iterator[bytes]:
    yield head
    time.sleep(DRIP_S)  # else what was sent would be thrown away
    raise Reset


def always(whole: bytes) -> Fault:
    return lambda _: [whole]


def counting_down(heard: Heard) -> Iterable[bytes]:
    left = int(heard.path.rpartition("/")[2] or 0)
    return [redirect(f"/chain/{left - 1}") if left else answer(body=HTML)]


def conditional(heard: Heard) -> Iterable[bytes]:
    """A document with validators as odd as they are met."""
    given = heard.headers.get("if-none-match"), heard.headers.get("if-modified-since")
    if given == ('W/"caf\xe9"', "yesterday, about noon"):
        return [answer(status=304, length=False)]
    return [answer('ETag: W/"caf\xe9" ', "Last-Modified: yesterday, about noon", body=HTML)]


def faults() -> dict[str, Fault]:
    """What is served at each path."""
    gzipped = gzip.compress(HTML)
    plain = {
        "/": answer("Content-Type: text/html", body=HTML),
        "/robots.txt": answer(status=404, body=b"none"),
        "/empty": answer(),
        "/gone": answer(status=410, body=HTML),
        "/gzip": answer("Content-Encoding: gzip", body=gzipped),
        "/deflate": answer("Content-Encoding: deflate", body=zlib.compress(HTML)),
        "/deflate/bare": answer("Content-Encoding: deflate", body=zlib.compress(HTML, wbits=-15)),
        "/gzip/members": answer("Content-Encoding: x-gzip", body=gzipped + gzipped + bytes(20)),
        "/gzip/cut": answer("Content-Encoding: gzip", length=False) + gzipped[:-9],
        "/gzip/not": answer("Content-Encoding: gzip", body=HTML),
        "/brotli": answer("Content-Encoding: br", body=gzipped),
        "/chained": answer("Content-Encoding: " + ", ".join(["gzip"] * 5), body=chained(HTML, 5)),
        "/chained/lines": answer(*["Content-Encoding: gzip"] * 5, body=chained(HTML, 5)),
        "/chunked": chunked((f"{len(HTML):x}", HTML), ("0", b"")),
        "/chunked/negative": chunked(("-1", HTML)),
        "/chunked/cut": chunked((f"{len(HTML):x}", HTML), ("ffff", b"crane")),
        "/chunked/junk": chunked(("crane", HTML)),
        "/length/long": answer("Content-Length: 9000", body=HTML, length=False),
        "/length/short": answer("Content-Length: 6", body=HTML, length=False),
        "/length/negative": answer("Content-Length: -1", body=HTML, length=False),
        "/length/huge": answer(f"Content-Length: {2**63}", body=HTML, length=False),
        "/length/none": answer(body=HTML, length=False),
        "/latin": answer("X-Name: caf\xe9", body=HTML),
        "/broken/headers": b"HTTP/1.1 200 OK\r\nServer crane\r\nContent-Encoding: gzip\r\n\r\n" + gzipped,
        "/broken/status": b"220 mail.ashby.test ESMTP\r\n\r\n",
        "/silent": b"",
        "/early": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answer(body=HTML),
        "/switch": answer(status=101, length=False),
        "/part": answer(status=206, body=HTML),
        "/transfer": answer("Transfer-Encoding: gzip, chunked", length=False) + gzipped,
        "/loop": redirect("/loop"),
        "/circle": redirect("/circle/back"),
        "/circle/back": redirect("/circle"),
        "/nowhere": answer(status=302),
        "/file": redirect("file:///etc/passwd"),
        "/ftp": redirect("ftp://127.0.0.1/crane"),
        "/user": redirect("http://crane:secret@127.0.0.1/"),
        "/broken/redirect": redirect("http://[::1"),
        "/304": answer(status=304, length=False),
        "/latin/redirect": redirect("/na\xc3\xafve?caf\xe9"),
        "/utf8/redirect": redirect("/na\xc3\xafve"),
    }
    moving: dict[str, Fault] = {
        "/drip/body": lambda _: dripping(answer(length=False), b"<p>crane</p>"),
        "/drip/headers": lambda _: dripping(b"HTTP/1.1 200 OK\r\n", b"X-Crane: crane\r\n"),
        "/drip/chunks": lambda _: dripping(answer("Transfer-Encoding: chunked", length=False), b"1\r\nx\r\n"),
        "/endless": lambda _: endless(answer(length=False), bytes(1 << 16)),
        "/endless/chunks": lambda _: endless(
            answer("Transfer-Encoding: chunked", length=False), b"8000\r\n" + bytes(1 << 15) + b"\r\n"
        ),
        "/endless/chunk": lambda _: endless(answer("Transfer-Encoding: chunked", length=False) + b"-1\r\n", bytes(1 << 16)),
        "/endless/headers": lambda _: endless(b"HTTP/1.1 200 OK\r\n", b"X-Crane: " + b"c" * 60_000 + b"\r\n"),
        "/endless/continue": lambda _: endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        "/endless/members": lambda _: endless(answer("Content-Encoding: gzip", length=False), gzip.compress(b"") * 100),
        "/hang": lambda _: hanging(),
        "/bomb/gzip": lambda _: [answer("Content-Encoding: gzip", body=bomb(31))],
        "/bomb/deflate": lambda _: [answer("Content-Encoding: deflate", body=bomb(15))],
        "/bomb/redirect": lambda _: [redirect("/", "Content-Encoding: gzip", body=bomb(31))],
        "/reset": lambda _: reset(answer("Content-Length: 9000", body=HTML, length=False)),
        "/reset/early": lambda _: reset(b""),
        "/chain": counting_down,
        "/conditional": conditional,
    }
    return {path: always(whole) for path, whole in plain.items()} | moving


class Server:
    """Serves `faults` on 127.0.0.1 at a port of its own while it is entered, over TLS if given a context.

    `heard` holds the requests in the order of their coming.
    """

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.faults = faults()
        self.heard: list[Heard] = []
        self.accepted = 0
        self._context = context
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{'https' if self._context else 'http'}://{host}:{self.port}{path}"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.accepted += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)
        try:
            self._answer(connection)
        except OSError:
            pass  # the other side had enough
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def _answer(self, connection: socket.socket) -> None:
        stream = self._context.wrap_socket(connection, server_side=True) if self._context else connection
        with stream:
            heard = read_request(stream)
            if heard is None:
                return
            self.heard.append(heard)
            path = heard.path.partition("?")[0]
            fault = self.faults.get(path) or self.faults.get("/" + path.split("/")[1])
            try:
                for piece in fault(heard) if fault else [answer(status=404)]:
                    stream.sendall(piece)
            except Reset:
                stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def read_request(stream: socket.socket) -> Heard | None:
    with stream.makefile("rb") as lines:
        first = lines.readline().decode("latin-1").split(" ")
        if len(first) != 3:
            return None
        pairs = (line.decode("latin-1").rstrip("\r\n").partition(": ") for line in iter(lines.readline, b"\r\n"))
        headers = {name.lower(): value for name, _, value in pairs}
        return Heard(first[1], headers, first[0], lines.read(int(headers.get("content-length", "0"))))


def peak_kib() -> int:
    """The most memory that this process has held. `ru_maxrss` would be no less than that of whoever started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])
