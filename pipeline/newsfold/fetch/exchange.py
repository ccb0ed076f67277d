"""One request and its answer on one connection, which is closed after it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpcore2

from newsfold.fetch.inflate import BadEncoding, decoded
from newsfold.fetch.messages import Failure, Kind, told
from newsfold.fetch.wire import Stopped

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Mapping

    from newsfold.fetch.dial import Guarded
    from newsfold.fetch.target import Target
    from newsfold.fetch.wire import Budget

# What may come beside a body: status line, headers, the frame of chunks.
_ENVELOPE_BYTES = 1 << 18
_WITH_BODY = frozenset(range(200, 300)) - {HTTPStatus.NO_CONTENT, HTTPStatus.RESET_CONTENT}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came on one connection. `headers` have names in lower case, of each the first value, as received."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


def exchange(
    target: Target,
    headers: Mapping[str, str],
    *,
    guarded: Guarded,
    context: ssl.SSLContext,
    budget: Budget,
    max_bytes: int,
    cut: bool,
    sent_body: bytes | None,
) -> Answer | Failure:
    """Ask for `target` and take the answer; the body only where there is a document. With a `sent_body` it is a POST, and no document.

    The body is at most `max_bytes` when decoded; a longer one is a TOO_LARGE, or where `cut` is set, ends there. Raises
    UnicodeEncodeError or httpcore2.LocalProtocolError where `headers` cannot be sent.
    """
    budget.allow(max_bytes + _ENVELOPE_BYTES)
    url = httpcore2.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
    sent = {"Host": target.authority, **headers, "Connection": "close"}
    encoded = [(name, value.encode("latin-1")) for name, value in sent.items()]
    method = "GET" if sent_body is None else "POST"
    try:
        with (
            httpcore2.ConnectionPool(ssl_context=context, network_backend=guarded) as pool,
            pool.stream(method, url, headers=encoded, content=sent_body) as response,
        ):
            return _answer(response, max_bytes, cut=cut, document=sent_body is None)
    except Stopped as stopped:
        return Failure(stopped.kind, target.url, stopped.detail)
    except BadEncoding as error:
        return Failure(Kind.BAD_ENCODING, target.url, told(error))
    except httpcore2.TimeoutException:
        return Failure(Kind.TIMEOUT, target.url, "while it was read")
    except (httpcore2.NetworkError, httpcore2.RemoteProtocolError) as error:
        broken_off = budget.ended or isinstance(error, httpcore2.NetworkError)
        return Failure(Kind.BROKEN_OFF if broken_off else Kind.PROTOCOL, target.url, told(error))


def _answer(response: httpcore2.Response, max_bytes: int, *, cut: bool, document: bool) -> Answer:
    received = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers]
    headers = dict(reversed(received))
    if response.status in {HTTPStatus.SWITCHING_PROTOCOLS, HTTPStatus.PARTIAL_CONTENT}:
        raise Stopped(Kind.PROTOCOL, f"status {response.status}, which nobody asked for")
    if response.status not in _WITH_BODY or not document:
        return Answer(response.status, headers)
    length = int(headers.get("content-length", "0"))  # the library lets no other than digits pass
    if length > max_bytes and not cut:
        raise Stopped(Kind.TOO_LARGE, f"{length} bytes, allowed are {max_bytes}")
    encoding = ", ".join(value for name, value in received if name == "content-encoding")
    return Answer(response.status, headers, _body(response.iter_stream(), encoding, max_bytes, cut=cut))


def _body(chunks: Iterable[bytes], encoding: str, max_bytes: int, *, cut: bool) -> bytes:
    body = bytearray()
    for piece in decoded(chunks, encoding):
        body += piece
        if len(body) > max_bytes:
            if cut:
                return bytes(body[:max_bytes])
            raise Stopped(Kind.TOO_LARGE, f"more than {max_bytes} bytes")
    return bytes(body)
