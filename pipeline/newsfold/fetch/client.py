"""The one client: `get` a document within a deadline, guarded on every hop.

Why httpcore2, the engine of httpx2: of http.client, urllib3, httpx2 and aiohttp, tried on 31 faults by `scripts/clients`, it passes
all of them with 96 lines of our own, because it has a door below its protocol for a guard and a deadline. http.client (109 lines)
and urllib3 (108) take what follows a broken header line for the body, an interim answer for the last one, and a chunk of size -1 for
all that is to come. aiohttp passes with 77 lines, but is asynchronous, and nothing else here is. The decoders of all that have one
take a compressed stream that ends early for a whole one: the one here is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from newsfold import __version__
from newsfold.fetch import redirect
from newsfold.fetch import target as targets
from newsfold.fetch.clock import SystemClock
from newsfold.fetch.dial import Guarded, Network
from newsfold.fetch.exchange import Answer, exchange
from newsfold.fetch.inflate import ACCEPTED
from newsfold.fetch.messages import Failure, Kind, Response, Validators
from newsfold.fetch.retry import retry_after
from newsfold.fetch.wire import Budget

if TYPE_CHECKING:
    from newsfold.fetch.clock import Clock
    from newsfold.fetch.messages import Request
    from newsfold.fetch.target import Target

_FOUND = range(200, 300)
_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: seconds from the first look-up to the last byte, redirects and all; bytes when decoded."""

    deadline_s: float
    max_bytes: int


class Gate(Protocol):
    """Asked before each hop; answers when it may be made, or why not."""

    def __call__(self, target: Target, /) -> Failure | None:
        """None: go."""
        ...


def open_gate(_target: Target, /) -> None:
    """The gate that lets everything pass."""


class Client:
    """Fetches documents. Holds no cookies, no credentials, no connections; any number of threads may share one.

    `contact` is where the owner of a server learns who asks (a URL or a mail address); it ends up in the User-Agent.
    """

    def __init__(self, limits: Limits, contact: str, *, network: Network | None = None, clock: Clock | None = None) -> None:
        self._limits = limits
        self._agent = f"newsfold/{__version__} (+{contact})" if contact else f"newsfold/{__version__}"
        self._network = network or Network()
        self._clock = clock or SystemClock()

    def get(self, request: Request, gate: Gate = open_gate) -> Response | Failure:
        """The answer to `request` after at most five redirects, or to a POST the first. The time spent in `gate` does not count."""
        first = targets.read(request.url)
        if isinstance(first, Failure):
            return first
        budget = Budget(self._limits.deadline_s, self._clock)
        path = [first]
        permanent = True
        while True:
            with budget.paused():
                closed = gate(path[-1])
            answer = closed or self._asked(request, path, budget)
            if isinstance(answer, Failure):
                return answer
            if answer.status not in redirect.STATUSES or request.body is not None:
                return self._response(request, path, answer, permanent=permanent)
            permanent &= answer.status in redirect.PERMANENT
            onward = redirect.following(path, answer.headers.get("location"))
            if isinstance(onward, Failure):
                return onward
            path.append(onward)

    def _asked(self, request: Request, path: list[Target], budget: Budget) -> Answer | Failure:
        return exchange(
            path[-1],
            self._headers(request, path),
            guarded=Guarded(self._network, request.allowed, budget),
            context=self._network.context,
            budget=budget,
            max_bytes=self._limits.max_bytes if request.max_bytes is None else request.max_bytes,
            cut=request.cut,
            sent_body=request.body,
        )

    def _headers(self, request: Request, path: list[Target]) -> dict[str, str]:
        headers = {"User-Agent": self._agent, "Accept": request.accept}
        if path[-1].origin == path[0].origin:
            headers |= {name.title(): value for name, value in request.headers}
        headers["Accept-Encoding"] = ACCEPTED
        known = _sent(request, path[-1])
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        return headers

    def _response(self, request: Request, path: list[Target], answer: Answer, *, permanent: bool) -> Response | Failure:
        url = path[-1].url
        known = _sent(request, path[-1]) if answer.status == _NOT_MODIFIED else None
        if answer.status == _NOT_MODIFIED and known is None:
            return Failure(Kind.PROTOCOL, url, "not modified, to a request without condition")
        here = answer.status == _NOT_MODIFIED or answer.status in _FOUND
        return Response(
            url=url,
            status=answer.status,
            body=answer.body,
            content_type=answer.headers.get("content-type"),
            validators=_validators(url, answer, known),
            retry_after_s=retry_after(answer.headers.get("retry-after"), self._clock.now()),
            moved_to=url if here and permanent and len(path) > 1 else None,
        )


def _sent(request: Request, target: Target) -> Validators | None:
    """The validators that go with the request for `target`."""
    return request.validators if request.validators and request.validators.url == target.url else None


def _validators(url: str, answer: Answer, known: Validators | None) -> Validators | None:
    """Those that came, or else those that are known."""
    etag = answer.headers.get("etag") or (known.etag if known else None)
    last_modified = answer.headers.get("last-modified") or (known.last_modified if known else None)
    return Validators(url, etag, last_modified) if etag or last_modified else None
