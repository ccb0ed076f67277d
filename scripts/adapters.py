# ruff: noqa: D102, ARG002 the classes tell what they do, and the libraries which arguments they give
"""The shortest adapter to each HTTP client that was found, for `scripts/clients` to try them all alike."""

from __future__ import annotations

import ast
import asyncio
import importlib
import inspect
import socket
import ssl
from contextlib import closing
from http.client import HTTPConnection, IncompleteRead
from ipaddress import ip_address
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeAlias

from newsfold.fetch import inflate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsfold.fetch.target import Target

DEADLINE_S = 0.5
CAP = 10 << 20  # bytes
TLS = Path(__file__).resolve().parent.parent / "tests" / "fetch" / "tls"
PUBLIC, PRIVATE = "127.0.0.2", "127.0.0.1"  # what they stand for here: the server listens on the second alone

Hop: TypeAlias = tuple[int, dict[str, str], bytes]


class Refused(Exception):
    """The guard said no."""


class World:
    """Names and the guard, as a trial makes them."""

    def __init__(self, *, private: bool = False, rebinding: bool = False) -> None:
        self.private = private
        self.rebinding = rebinding
        self.looked_up = 0
        self.context = ssl.create_default_context(cafile=str(TLS / "authority.pem"))

    def resolve(self, host: str) -> str:
        self.looked_up += 1
        return PUBLIC if self.rebinding and self.looked_up % 2 else PRIVATE if host.endswith(".test") else host

    def judged(self, address: str) -> str:
        parsed = ip_address(address)
        inner = getattr(parsed, "ipv4_mapped", None) or parsed
        if self.private and str(inner) == PRIVATE:
            raise Refused
        return address


class TooMuch(Exception):
    """More came than is allowed."""


class Budget:
    """Seconds and bytes that are left."""

    def __init__(self) -> None:
        self.end = monotonic() + DEADLINE_S
        self.bytes = CAP + (1 << 18)

    def take(self, size: int) -> None:
        self.bytes -= size
        if self.bytes < 0:
            raise TooMuch

    def left(self) -> float:
        if self.end <= monotonic():
            raise TimeoutError
        return self.end - monotonic()


class Metered(socket.socket):
    """A socket that keeps to a budget."""

    budget: Budget

    def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:  # noqa: ANN401 the standard library's
        self.settimeout(self.budget.left())
        size = super().recv_into(buffer, nbytes or 0, flags)
        self.budget.take(size)
        return size

    def sendall(self, data: Any, flags: int = 0) -> None:  # noqa: ANN401 as above
        self.settimeout(self.budget.left())
        super().sendall(data, flags)


class MeteredTls(Metered, ssl.SSLSocket):
    """The same below TLS."""


def opened(target: Target, world: World) -> socket.socket:
    """A judged connection within a budget."""
    address = ip_address(world.judged(world.resolve(target.host)))
    bare = Metered(socket.AF_INET if address.version == 4 else socket.AF_INET6)
    bare.budget = Budget()
    connection: socket.socket = bare
    try:
        bare.settimeout(bare.budget.left())
        bare.connect((str(address), target.port))
        if target.scheme == "https":
            world.context.sslsocket_class = MeteredTls
            bare.settimeout(bare.budget.left())
            connection = tls = world.context.wrap_socket(bare, server_hostname=target.host, do_handshake_on_connect=False)
            assert isinstance(tls, MeteredTls)
            tls.budget = bare.budget
            tls.do_handshake()
    except BaseException:
        connection.close()
        raise
    return connection


def capped(chunks: Iterable[bytes], encodings: Iterable[str]) -> bytes:
    """The body, decoded."""
    body = bytearray()
    for piece in inflate.decoded(chunks, ", ".join(encodings)):
        body += piece
        if len(body) > CAP:
            raise TooMuch
    return bytes(body)


SOCKETS = (Budget, Metered, MeteredTls, opened)
DECODER = (inflate.decoded, inflate._inflated, inflate._started, inflate._member, capped)  # noqa: SLF001 counted, not called


class Candidate(Protocol):
    """What is tried."""

    package: ClassVar[str]
    uses: ClassVar[tuple[Any, ...]]

    def hop(self, target: Target, headers: dict[str, str], world: World) -> Hop:
        """One request and its answer, or an exception."""
        ...


class Standard:
    """http.client over our own sockets and decoder."""

    package: ClassVar = ""
    uses: ClassVar = (*SOCKETS, *DECODER)

    def hop(self, target: Target, headers: dict[str, str], world: World) -> Hop:
        connection = opened(target, world)
        with closing(HTTPConnection(target.host, target.port)) as client:
            client.sock = connection
            client.request("GET", target.path, headers={"Host": target.authority, "Accept-Encoding": inflate.ACCEPTED, **headers})
            with closing(client.getresponse()) as response:
                body = b""
                if response.status == 200:
                    chunks = iter(lambda: response.read(inflate.PIECE), b"")
                    body = capped(chunks, response.headers.get_all("content-encoding", []))
                    if response.length:  # a body that ends early is no error here
                        raise IncompleteRead(body)
                return response.status, {name.lower(): value for name, value in response.headers.items()}, body


class Urllib3:
    """urllib3's connection over the same sockets; its own decoder takes a stream that ends early for a whole one."""

    package: ClassVar = "urllib3"
    uses: ClassVar = (*SOCKETS, *DECODER)

    def hop(self, target: Target, headers: dict[str, str], world: World) -> Hop:
        urllib3: Any = importlib.import_module("urllib3.connection")
        connection = opened(target, world)
        with closing(urllib3.HTTPConnection(target.host, target.port)) as client:
            client.sock = connection
            sent = {"Host": target.authority, "Accept-Encoding": inflate.ACCEPTED, **headers}
            client.request("GET", target.path, headers=sent, preload_content=False, decode_content=False)
            with closing(client.getresponse()) as response:
                body = b""
                if response.status == 200:
                    body = capped(iter(lambda: response.read(inflate.PIECE), b""), response.headers.getlist("content-encoding"))
                return response.status, {name.lower(): value for name, value in response.headers.items()}, body


def httpcore_backend(world: World) -> Any:  # noqa: ANN401 its class is the library's
    """A network backend that judges, and keeps to a budget below the client."""
    core: Any = importlib.import_module("httpcore2")
    budget = Budget()

    class Stream(core.NetworkStream):  # type: ignore[misc]  # untyped here, as it need not be installed
        def __init__(self, inner: Any) -> None:  # noqa: ANN401 as above
            self.inner = inner

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            content: bytes = self.inner.read(max_bytes, budget.left())
            budget.take(len(content))
            return content

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            self.inner.write(buffer, budget.left())

        def close(self) -> None:
            self.inner.close()

        def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Stream:  # noqa: ANN401 as above
            return Stream(self.inner.start_tls(ssl_context, server_hostname, budget.left()))

        def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 as above
            return self.inner.get_extra_info(info)

    class Backend(core.NetworkBackend):  # type: ignore[misc]  # as above
        def connect_tcp(
            self, host: str, port: int, timeout: object = None, local_address: object = None, socket_options: object = None
        ) -> Stream:
            return Stream(core.SyncBackend().connect_tcp(world.judged(world.resolve(host)), port, budget.left()))

    return Backend()


class Httpx2:
    """The engine of httpx2, httpcore2, which has a door for a network backend; httpx2 itself has none, and its decoder is not strict."""

    package: ClassVar = "httpcore2"
    uses: ClassVar = (Budget, httpcore_backend, *DECODER)

    def hop(self, target: Target, headers: dict[str, str], world: World) -> Hop:
        core: Any = importlib.import_module("httpcore2")
        sent = {"Host": target.authority, "Accept-Encoding": inflate.ACCEPTED, **headers}
        with (
            core.ConnectionPool(ssl_context=world.context, network_backend=httpcore_backend(world)) as pool,
            pool.stream("GET", target.url, headers=sent) as response,
        ):
            received = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in reversed(response.headers)}
            encodings = [value.decode("latin-1") for name, value in response.headers if name.lower() == b"content-encoding"]
            body = capped(response.iter_stream(), encodings) if response.status == 200 else b""
            return response.status, received, body


class Aiohttp:
    """aiohttp, judged where its sockets are made, in a loop for each request as threads would need it; its decoder is as urllib3's."""

    package: ClassVar = "aiohttp"
    uses: ClassVar = DECODER

    def hop(self, target: Target, headers: dict[str, str], world: World) -> Hop:
        aiohttp: Any = importlib.import_module("aiohttp")

        class Resolver(aiohttp.abc.AbstractResolver):  # type: ignore[misc]  # untyped here, as it need not be installed
            async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[dict[str, Any]]:
                address = world.resolve(host)
                return [
                    {"hostname": host, "host": address, "port": port, "family": family or socket.AF_INET, "proto": 0, "flags": 0}
                ]

            async def close(self) -> None: ...

        def made(information: Any) -> socket.socket:  # noqa: ANN401 the library's
            world.judged(information[4][0])
            return socket.socket(*information[:3])

        async def asked() -> Hop:
            connector = aiohttp.TCPConnector(resolver=Resolver(), ssl=world.context, socket_factory=made, force_close=True)
            async with (
                asyncio.timeout(DEADLINE_S),
                aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False) as session,
                session.get(
                    target.url, headers={"Accept-Encoding": inflate.ACCEPTED, **headers}, allow_redirects=False
                ) as response,
            ):
                raw = bytearray()
                if response.status == 200:
                    async for chunk in response.content.iter_chunked(inflate.PIECE):
                        raw += chunk
                        if len(raw) > CAP:
                            raise TooMuch
                body = capped([bytes(raw)], response.headers.getall("content-encoding", []))
                return response.status, {name.lower(): value for name, value in response.headers.items()}, body

        return asyncio.run(asked())


CANDIDATES: dict[str, type[Candidate]] = {"http.client": Standard, "urllib3": Urllib3, "httpx2": Httpx2, "aiohttp": Aiohttp}


def own_lines(candidate: Candidate) -> int:
    """Lines of code, as Python itself would write them without comments and docstrings, of the adapter and the parts that it uses."""
    count = 0
    for part in (type(candidate), *candidate.uses):
        tree = ast.parse(inspect.getsource(part))
        for node in ast.walk(tree):
            if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and ast.get_docstring(node):
                node.body = node.body[1:]
        count += sum(bool(line.strip()) for line in ast.unparse(tree).splitlines())
    return count
