"""A network on this machine with healthy sources and all the faults that are known, for a trial of weeks in minutes.

Every host has a public address, and connections to it are led to this machine: the guard has nothing to forgive. What is served
depends on the time by a fake clock alone, so that a seed decides everything.
"""

from __future__ import annotations

import html
import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from email.utils import formatdate
from ipaddress import ip_address
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from daemon.world import START, Web, conditional, item, page, rss, sitemap
from fetch.network import HERE
from newsfold.fetch.dial import connected
from newsfold.sources.watchlist import Source
from server import MEBIBYTE, always, answer, bomb, faults, redirect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import httpcore2

    from daemon.world import Answer, FakeClock, Serve
    from newsfold.fetch.guard import Address
    from server import Heard

MINUTE, HOUR, DAY = 60, 3600, 86_400
MAX_BYTES = MEBIBYTE
_BOMB = 16 * MEBIBYTE
_LISTED = 20
_PRIVATE = ip_address("10.0.0.7")
# Paths of tests/server.py, by the rows of the table of scenarios.
_FAULTS = {
    "N1 bodies that drip": ("/drip/body", "/drip/chunks"),
    "N2 headers that drip, and silence": ("/drip/headers", "/hang"),
    "N3 bodies without end, lengths that lie": (
        *("/endless", "/endless/chunks", "/endless/headers", "/length/huge", "/length/long", "/length/negative"),
    ),
    "N4 bombs": ("/bomb/gzip", "/bomb/deflate", "/bomb/redirect", "/chained", "/chained/lines", "/gzip/cut", "/gzip/not"),
    "N5 redirects astray": ("/loop", "/circle", "/chain/21", "/file", "/ftp", "/user", "/nowhere"),
    "N7 not modified, unasked": ("/304",),
    "N10 broken off, empty, no feed": ("/reset", "/reset/early", "/empty", "/", "/silent", "/broken/status", "/broken/headers"),
}
_RETRIES = ("90", "7200", "315360000", "soon", "-5", "DATE", "PAST")


@dataclass(frozen=True, slots=True)
class Watched:
    """A source of the trial, of one kind of trouble; `healthy` ones are to be asked in time, and nothing of theirs may be lost."""

    source: Source
    kind: str
    healthy: bool = False
    items: tuple[tuple[float, str], ...] = field(default=(), repr=False)
    """When what was published, by its path on the host."""


class Trial(Web):
    """The network. `watched` are its sources; `early` counts requests to hosts that had asked for a rest, by the path asked for."""

    def __init__(self, clock: FakeClock, port: int, *, seed: int, size: int, minutes: int) -> None:
        super().__init__(clock)
        self.port = port
        self.chance = random.Random(seed)
        self.end = START + minutes * MINUTE
        self.watched: list[Watched] = []
        self.hosts: set[str] = set()
        self.early: list[str] = []
        self.leaked: list[str] = []
        self.private: list[str] = []
        self.asked_of: defaultdict[str, list[float]] = defaultdict(list)
        self._listed: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self._allowed_at: dict[str, float] = {}
        self._turn = 0
        self._table = faults() | {"/chain/21": faults()["/chain"]}
        for path, wbits in (("/bomb/gzip", 31), ("/bomb/deflate", 15)):
            self._table[path] = always(answer(f"Content-Encoding: {path[6:]}", body=bomb(wbits, _BOMB)))
        self._table["/bomb/redirect"] = always(redirect("/", "Content-Encoding: gzip", body=bomb(31, _BOMB)))
        self._fill(size)

    def host_of(self, watched: Watched) -> str:
        """Where the pages of a source are."""
        return "settled.test" if watched.kind == "N9 moved for good" else urlsplit(watched.source.url or "").hostname or ""

    def published(self, watched: Watched, before: float) -> list[str]:
        """The paths of all that a source listed since the trial began, and published (a flaky one: managed to list) before a time."""
        if not watched.healthy:
            return [path for path, when in self._listed[self.host_of(watched)].items() if when < before]
        first = max(sum(when <= START for when, _ in watched.items) - _LISTED, 0)
        return [path for when, path in watched.items[first:] if when < before]

    def resolve(self, host: str, /) -> Sequence[Address]:
        """Public addresses, but for a name that is bound anew all the time."""
        if host not in self.hosts:
            raise OSError(host)
        if host.startswith("rebinding"):
            self._turn += 1
            return [_PRIVATE if self._turn % 2 else ip_address("93.184.215.14")]
        return [ip_address(f"93.184.{len(host)}.{sum(host.encode()) % 250}")]

    def connect(self, address: Address, _port: int, seconds: float, /) -> httpcore2.NetworkStream:
        """A connection to this machine, whatever the address."""
        if not address.is_global:
            self.private.append(str(address))
        return connected(HERE, self.port, seconds)

    def _serve(self, heard: Heard) -> Iterator[bytes]:
        host = heard.headers["host"].partition(":")[0]
        path = heard.path.partition("?")[0]
        now = self.clock.now()
        self.asked_of[host + path].append(now)
        if now < self._allowed_at.get(host, 0.0):
            self.early.append(host + path)
        if "x-secret" in heard.headers and not host.startswith("secret"):
            self.leaked.append(host + path)
        if host.startswith("fault") and path in self._table:
            self.pages[host + path] = self._table[path]
        elif host.startswith("fault") and path.startswith("/chain"):
            self.pages[host + path] = self._table["/chain"]
        yield from super()._serve(heard)

    def _fill(self, size: int) -> None:
        """`size` sources, of each kind of trouble at least one; the others are healthy."""
        self._fault_sources(1 if size < len(_RETRIES) * 4 else None)
        healthy = (self._feed, self._feed, self._feed, self._json, self._map, self._page, self._flaky, self._churning, self._whole)
        many = max(2, (size - len(self.watched)) // 4)
        for number in range(many):
            self._feed("many.test", number, "N11 many on one host")
        number = 0
        while len(self.watched) < size:
            healthy[number % len(healthy)](f"{self._word()}{number}.test", number)
            number += 1
        self.chance.shuffle(self.watched)

    def _add(self, trouble: str, host: str, path: str, served: Answer, **said: Any) -> None:  # noqa: ANN401 settings of a source
        """A source, at `host` and `path`."""
        own = {key: said.pop(key) for key in ("healthy", "items") if key in said}
        self.hosts.add(host)
        self.pages[host + path] = served
        key = f"s{len(self.watched)}"
        self.watched.append(
            Watched(Source.model_validate({"key": key, "kind": "feed", "url": f"http://{host}{path}"} | said), trouble, **own)
        )

    def _fault_sources(self, each: int | None) -> None:
        for kind, paths in _FAULTS.items():
            for number, path in enumerate(paths[:each]):
                self._add(kind, f"fault{len(self.watched)}-{number}.test", path, self._table[path])
        for said in _RETRIES[:each]:
            host = f"busy{len(self.watched)}.test"
            self._add("N8 asks for a rest", host, "/feed", self._busy(host, said))
        for kind, status in (("N9 gone", 410), ("N9 not there for weeks", 404)):
            self._add(kind, f"status{status}.test", "/feed", answer(status=status))
        self._add("N10 no such name", "nowhere.test", "/feed", b"")
        self.hosts.discard("nowhere.test")
        self._add("N10 no secure connection", "plain.test", "/feed", answer(), url="https://plain.test/feed")
        self._add("S3 rebinding", "rebinding.test", "/feed", answer(body=rss()))
        self._add(
            "N6 redirected with a secret", "secret.test", "/feed", redirect("http://elsewhere.test/feed"), headers={"X-Secret": "1"}
        )
        self.hosts.add("elsewhere.test")
        self.pages["elsewhere.test/feed"] = conditional(rss())
        self._feed("settled.test", 0, "N9 moved for good", moved_from="moving.test")

    def _busy(self, host: str, said: str) -> Serve:
        """A host that is busy three times of four."""
        count = 0

        def serve(_: Heard) -> list[bytes]:
            nonlocal count
            count += 1
            now = self.clock.now()
            if count % 4 == 0:
                return [answer(body=rss())]
            value = {"DATE": formatdate(now + 3 * HOUR, usegmt=True), "PAST": formatdate(now - HOUR, usegmt=True)}.get(said, said)
            asked_s = 3 * HOUR - 1 if said == "DATE" else float(said) if said.isdigit() else 0.0
            self._allowed_at[host] = now + min(asked_s, DAY)
            return [answer(f"Retry-After: {value}", status=429 if count % 2 else 503)]

        return serve

    def _items(self, host: str, number: int) -> tuple[tuple[float, str], ...]:
        """What a healthy source publishes, from a day before the trial until its end."""
        pause = self.chance.choice((4 * HOUR, 12 * HOUR, 2 * DAY))
        when = float(START - DAY)
        found: list[tuple[float, str]] = []
        while (when := when + self.chance.expovariate(1 / pause)) < self.end:
            path = f"/{number}/{len(found)}"
            found.append((when, path))
            self.pages[host + path] = page(self._text(), f"Item {path}")
        return tuple(found)

    def _now_listed(self, items: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
        now = self.clock.now()
        return [one for one in items if one[0] <= now][-_LISTED:][::-1]

    def _feed(self, host: str, number: int, kind: str = "healthy feeds", *, moved_from: str | None = None) -> None:
        items = self._items(host, number)

        def serve(heard: Heard) -> Iterable[bytes]:
            listed = (item(f"http://{host}{path}", f"Item {path}", guid=path, at=when) for when, path in self._now_listed(items))
            body = rss(*listed)
            return conditional(body, etag=f'W/"{hash(body)} é"')(heard) if number % 2 else [answer(body=body)]

        path = f"/feed{number}"
        self._add(kind, host, path, serve, healthy=True, items=items)
        if moved_from:
            moved = self.watched.pop()
            self._add(kind, moved_from, path, redirect(f"http://{host}{path}", status=301), healthy=True, items=moved.items)

    def _json(self, host: str, number: int) -> None:
        items = self._items(host, number)

        def serve(heard: Heard) -> Iterable[bytes]:
            listed = [{"id": path, "url": f"http://{host}{path}", "title": path} for _, path in self._now_listed(items)]
            body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": host, "items": listed}).encode()
            return conditional(body, "application/feed+json")(heard)

        self._add("healthy JSON feeds", host, "/feed.json", serve, healthy=True, items=items)

    def _map(self, host: str, number: int) -> None:
        items = self._items(host, number)

        def index(heard: Heard) -> Iterable[bytes]:
            newest = self._now_listed(items)[0][0] if self._now_listed(items) else START
            return conditional(sitemap((f"http://{host}/1.xml", _day(newest)), index=True), "application/xml")(heard)

        def pages(_: Heard) -> Iterable[bytes]:
            return [answer(body=sitemap(*((f"http://{host}{path}", _day(when)) for when, path in self._now_listed(items))))]

        self._add("healthy sitemaps", host, "/map.xml", index, kind="sitemap", healthy=True, items=items)
        self.pages[f"{host}/1.xml"] = pages

    def _page(self, host: str, number: int) -> None:
        texts = [self._text() for _ in range(100)]

        def serve(_: Heard) -> Iterable[bytes]:
            return [page(f"{texts[0]}\n{texts[int(self.clock.now() // DAY + number) % len(texts)]}")]

        self._add("watched pages", host, "/live", serve, kind="page", healthy=True)

    def _flaky(self, host: str, number: int) -> None:
        items = self._items(host, number)
        chance = random.Random(number)

        def serve(_: Heard) -> Iterable[bytes]:
            if chance.random() < 1 / 2:
                return [chance.choice((answer(status=500), answer(body=b"<html>")))]
            listed = self._now_listed(items)
            for _when, path in listed:
                self._listed[host].setdefault(path, self.clock.now())
            return [answer(body=rss(*(item(f"http://{host}{path}", path, guid=path, at=when) for when, path in listed)))]

        self._add("flaky feeds", host, "/feed", serve, items=items)

    def _churning(self, host: str, number: int) -> None:
        items = self._items(host, number)

        def serve(_: Heard) -> Iterable[bytes]:
            listed = self._now_listed(items)
            now = formatdate(self.clock.now())
            return [
                answer(body=rss(*(item(f"http://{host}{path}", f"{path} at {now}", guid=path, at=when) for when, path in listed)))
            ]

        self._add("feeds that change whenever they are read", host, "/feed", serve, healthy=True, items=items)

    def _whole(self, host: str, number: int) -> None:
        items = self._items(host, number)
        texts = {path: html.escape(self._text() + self._text() + self._text()) for _, path in items}

        def serve(heard: Heard) -> Iterable[bytes]:
            listed = (item(f"http://{host}{path}", path, guid=path, content=texts[path]) for _, path in self._now_listed(items))
            return conditional(rss(*listed))(heard)

        self._add("feeds with whole texts", host, "/feed", serve, healthy=True, items=items)

    def _text(self) -> str:
        return "\n".join(" ".join(self._word() for _ in range(30)) + "." for _ in range(3))

    def _word(self) -> str:
        """One that hardly comes twice, nor its parts, or thousands of articles would look alike."""
        return "".join(self.chance.choices(ascii_lowercase, k=self.chance.randint(6, 10)))


def _day(when: float) -> str:
    return formatdate(when, usegmt=True)
