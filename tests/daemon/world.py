"""A small web on this machine for the engine: names, sites that tests fill, a clock that only tests move, and a real store."""

from __future__ import annotations

import html
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from threading import Lock
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from fetch.network import HERE, context
from newsfold.clean.workers import EXTRACTION, Cleaner
from newsfold.daemon.engine import Engine
from newsfold.fetch.client import Client, Limits
from newsfold.fetch.courier import Courier, Manners
from newsfold.fetch.dial import Network
from newsfold.fold.fold import Fold
from newsfold.settings import Settings, load
from newsfold.sources.parser import LIMITS, ListingParser
from newsfold.sources.watchlist import Source
from newsfold.store.store import Store
from server import Server, answer

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from pathlib import Path
    from threading import Condition

    from newsfold.daemon.tick import Tick
    from newsfold.fetch.guard import Address
    from newsfold.model import Article
    from server import Heard

START = 1_772_000_000  # 2026-02-25

_PATIENCE_S = 60.0

Serve: TypeAlias = "Callable[[Heard], Iterable[bytes]]"
Answer: TypeAlias = "bytes | Serve"


class FakeClock:
    """Time that passes only when somebody waits or a test says so. Any thread may ask."""

    def __init__(self, now: float = START) -> None:
        self.time = float(now)
        self.shift = 0.0  # by how much the wall clock is wrong
        self._lock = Lock()

    def now(self) -> float:
        return self.time + self.shift

    def monotonic(self) -> float:
        return self.time

    def wait(self, _condition: Condition, seconds: float, /) -> None:
        with self._lock:
            self.time += seconds


class DeadlineClock:
    """The time of another clock for what is told, and real time for deadlines: servers drip in real time."""

    def __init__(self, clock: FakeClock) -> None:
        self.now = clock.now
        self.monotonic = time.monotonic

    def wait(self, condition: Condition, seconds: float, /) -> None:
        condition.wait(seconds)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: when by the fake clock, and for what."""

    at: float
    host: str
    path: str
    headers: dict[str, str] = field(repr=False)


class Web(dict[str, Any]):
    """What is served, by host and path ("a.test/feed"). Stands in for the table of faults of a Server, which it asks by path alone."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.pages: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        self.most_at_once: Counter[str] = Counter()
        self.clock = clock
        self._lock = Lock()
        self._under_way: Counter[str] = Counter()

    def get(self, _path: str, _default: object = None, /) -> Serve:
        return self._serve

    def _serve(self, heard: Heard) -> Iterator[bytes]:
        host = heard.headers["host"].partition(":")[0]
        with self._lock:
            self.asked.append(Asked(self.clock.now(), host, heard.path, heard.headers))
            self._under_way[host] += 1
            self.most_at_once[host] = max(self.most_at_once[host], self._under_way[host])
        try:
            found = self.pages.get(host + heard.path.partition("?")[0], answer(status=404))
            pieces = iter([found] if isinstance(found, bytes) else found(heard))
            first = next(pieces, b"")
        finally:
            with self._lock:  # before the other side can have noticed that it was answered
                self._under_way[host] -= 1
        yield first
        yield from pieces

    def take(self, *, robots: bool = False) -> list[str]:
        """What was asked for since last time."""
        asked = [f"{one.host}{one.path.partition('?')[0]}" for one in self.asked if robots or one.path != "/robots.txt"]
        self.asked.clear()
        return asked


def conditional(body: bytes, kind: str = "application/rss+xml", etag: str | None = None) -> Serve:
    """A document that knows its version."""
    tag = etag or f'"{hash(body):x}"'

    def serve(heard: Heard) -> list[bytes]:
        if heard.headers.get("if-none-match") == tag:
            return [answer(f"ETag: {tag}", status=304, length=False)]
        return [answer(f"Content-Type: {kind}", f"ETag: {tag}", body=body)]

    return serve


def page(text: str, title: str = "", head: str = "") -> bytes:
    """An article's page, as an answer."""
    paragraphs = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in text.split("\n") if paragraph)
    body = f"<html><head><title>{html.escape(title)}</title>{head}</head><body><article>{paragraphs}</article></body></html>"
    return answer("Content-Type: text/html; charset=utf-8", body=body.encode())


def item(link: str | None, title: str = "", *, guid: str = "", at: float | None = None, content: str = "", more: str = "") -> str:
    """An item of a feed."""
    fields = {"link": html.escape(link or ""), "title": html.escape(title), "pubDate": formatdate(at) if at else ""}
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items() if value)
    inside += f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    whole = f"<content:encoded>{html.escape(content)}</content:encoded>" if content else ""
    return f"<item>{inside}{whole}{more}</item>"


def rss(*items: str) -> bytes:
    namespace = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    return f"<rss version='2.0' {namespace}><channel><title>Feed</title>{''.join(items)}</channel></rss>".encode()


def sitemap(*locations: tuple[str, str | None], index: bool = False) -> bytes:
    root, each = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    rows = "".join(
        f"<{each}><loc>{html.escape(place)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</{each}>" for place, day in locations
    )
    return f"<{root} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</{root}>".encode()


@contextmanager
def processes() -> Generator[tuple[Cleaner[Article], ListingParser]]:
    """What parses and cleans; it takes seconds to start, so that many worlds share it."""
    settings = load().clean.model_copy(update={"workers": 1})
    with Cleaner(settings, EXTRACTION) as cleaner, ListingParser(replace(LIMITS, processes=1)) as parser:
        cleaner.start()
        yield cleaner, parser


class World:
    """A web, and an engine that watches it. `names` are the hosts that exist. Used as a context manager."""

    def __init__(
        self,
        folder: Path,
        rooms: tuple[Cleaner[Article], ListingParser],
        *,
        names: Sequence[str] = ("a.test", "b.test", "c.test"),
        **watch: object,
    ) -> None:
        loaded = load(db=str(folder / "newsfold.db"))
        update = {"deadline_s": 0.5, "contact": "desk", **watch}
        self.settings: Settings = loaded.model_copy(update={"watch": loaded.watch.model_copy(update=update)})
        self.cleaner, self.parser = rooms
        self.names = set(names)
        self.clock = FakeClock()
        self.web = Web(self.clock)
        self.sources: tuple[Source, ...] = ()
        self._rooms = ExitStack()
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        self.server = self._rooms.enter_context(Server())
        self.server.faults = self.web
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()
        self._rooms.close()

    def url(self, path: str) -> str:
        """The URL of "host/path"."""
        host, _, rest = path.partition("/")
        return f"http://{host}:{self.server.port}/{rest}"

    def source(self, key: str, path: str, kind: str = "feed", **said: object) -> Source:
        """A source on the network of this world."""
        private = said.pop("allow_private", tuple(sorted(self.names)))
        return Source.model_validate({"key": key, "kind": kind, "url": self.url(path), "allow_private": private, **said})

    def begin(self, *sources: Source, patience_s: float = 0.0) -> Engine:
        """A new engine with a new store on the same database, as after a start of the process."""
        self._opened.close()
        self.store = self._opened.enter_context(Store.open(self.settings.db, write=True))
        self.sources = sources or self.sources
        watch = self.settings.watch
        network = Network(context(), resolve=self._resolve)
        limits = Limits(watch.deadline_s, watch.max_bytes)
        client = Client(limits, watch.contact, network=network, clock=DeadlineClock(self.clock))
        manners = Manners(per_host=watch.per_host, gap_s=watch.gap_s, longest_gap_s=watch.longest_gap_s)
        self.courier = Courier(client, manners, self.clock)
        fold = Fold(self.store, self.settings.canonical, {})
        rooms = (self.store, self.courier, self.parser, self.cleaner, fold)
        self.engine = Engine(*rooms, self.sources, self.settings, self.clock, patience_s=patience_s)
        return self.engine

    def after(self, minutes: float) -> Tick:
        """All that happens in one go when `minutes` have passed."""
        self.clock.time += minutes * 60
        return self.engine.drain()

    def until(self, done: Callable[[Tick], object], step_s: float = 0.0) -> Tick:
        """Turn by turn, `step_s` seconds apart, until all that they did is enough; whatever is then under way stays so."""
        tick, deadline = self.engine.tick(), time.monotonic() + _PATIENCE_S
        while not done(tick):
            assert time.monotonic() < deadline, tick
            self.engine.wait(0.2)
            self.clock.time += step_s
            tick += self.engine.tick()
        return tick

    def _resolve(self, host: str, /) -> list[Address]:
        if host not in self.names:
            raise OSError(host)
        return [HERE]
