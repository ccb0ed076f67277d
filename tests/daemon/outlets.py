"""News outlets on this machine: a web server for each, with feeds, pages as they are met, and a note of who asked for what.

Each outlet has an address of its own in 127.0.0.0/8, all of which is this machine on Linux. Elsewhere they cannot be made (OSError).
"""

from __future__ import annotations

import html
import json
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from hashlib import blake2b
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

GOLD = Path(__file__).resolve().parent.parent / "gold"
FEED = "/feeds/all"
_TRACKED = "?utm_source=feed&utm_medium=syndication&fbclid=IwAR0"
_POLL_S = 0.05
_MOST_READ = (
    "Ten soups for cold evenings",
    "The quiz of the week",
    "Why your knees hurt when it rains",
    "The best places to see seals",
)


@dataclass(frozen=True, slots=True)
class Report:
    """An article, before an outlet publishes it; `published` and `updated` as in RFC 3339. `role` is that of the gold sets."""

    id: str
    role: str
    title: str
    author: str
    published: str
    text: str
    updated: str = ""

    @property
    def path(self) -> str:
        """Where an outlet has it."""
        return f"/{self.published[:10].replace('-', '/')}/{self.id}"

    @property
    def lead(self) -> str:
        """Its beginning, as feeds show it."""
        return self.text.partition(". ")[0] + "."


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: when, for what, and what was answered. `path` is without parameters."""

    at: float
    host: str
    path: str
    status: int


class Outlet:
    """One outlet: what it serves, by path. `listed` is what its feed lists, the newest last, each report with the outlet that has it.

    `kind` is "rss" or "atom". `whole`: the feed holds the articles themselves, not only how they begin.
    """

    def __init__(self, name: str, host: str, *, kind: str = "rss", whole: bool = False) -> None:
        self.name = name
        self.host = host
        self.kind = kind
        self.whole = whole
        self.port = 0
        self.clear()

    def url(self, path: str = FEED) -> str:
        """The address of one of its documents."""
        return f"http://{self.host}:{self.port}{path}"

    def clear(self) -> None:
        """Begin anew, with nothing published."""
        self.listed: list[tuple[Outlet, Report]] = []
        self.served: dict[str, tuple[str, Callable[[], bytes]]] = {FEED: (f"application/{self.kind}+xml", self.feed)}

    def publish(self, *reports: Report) -> None:
        """Publish these, each in the place of what was published under its id before."""
        for report in reports:
            self.served[report.path] = "text/html; charset=utf-8", self._page_of(report)
        self.list(self, *reports)

    def list(self, owner: Outlet, *reports: Report) -> None:
        """List these reports of any outlet, each in the place of what was listed under its id before."""
        ids = {report.id for report in reports}
        kept = [(other, report) for other, report in self.listed if report.id not in ids]
        self.listed = [*kept, *((owner, report) for report in reports)]

    def feed(self) -> bytes:
        """What its feed holds now, the newest first."""
        return (_rss if self.kind == "rss" else _atom)(self, self.listed[::-1]).encode()

    def _page_of(self, report: Report) -> Callable[[], bytes]:
        return lambda: page(self.name, self.url(report.path), report).encode()


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


@dataclass
class Outlets:
    """Serves `outlets` while it is entered. `log` holds every request, in the order of their coming; `time` tells when that was."""

    outlets: Sequence[Outlet]
    time: Callable[[], float] = time.time
    log: list[Asked] = field(default_factory=list[Asked])

    def __enter__(self) -> Self:
        self._lock = Lock()
        with ExitStack() as opened:
            for outlet in self.outlets:
                server = opened.enter_context(_Server((outlet.host, 0), self._handler(outlet)))
                outlet.port = server.server_address[1]
                opened.callback(server.shutdown)
                Thread(target=server.serve_forever, args=(_POLL_S,), daemon=True).start()
            self._opened = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def take(self) -> list[Asked]:
        """The requests that came since last time."""
        with self._lock:
            taken = self.log[:]
            self.log.clear()
        return taken

    def _handler(self, outlet: Outlet) -> type[BaseHTTPRequestHandler]:
        outlets = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                at = outlets.time()
                path = self.path.partition("?")[0]
                kind, body = outlet.served.get(path, ("text/plain", bytes))
                content = body()
                tag = f'"{blake2b(content, digest_size=8).hexdigest()}"'
                unchanged = self.headers["If-None-Match"] == tag
                status = 404 if path not in outlet.served else 304 if unchanged else 200
                with outlets._lock:
                    outlets.log.append(Asked(at, outlet.host, path, status))
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("ETag", tag)
                self.send_header("Content-Length", "0" if unchanged else str(len(content)))
                self.end_headers()
                if not unchanged:
                    with suppress(ConnectionError):  # whoever asked may have been killed meanwhile
                        self.wfile.write(content)

            def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
                """Nothing: `log` has it."""

        return Handler


def hosts() -> Sequence[str]:
    """Addresses of this machine, none of them that of anything else."""
    return [f"127.0.7.{number}" for number in range(1, 41)]


def gold(*names: str) -> list[tuple[str, Report]]:
    """The documents of gold files, in their order, each with its event."""
    rows = (json.loads(line) for name in names for line in (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        (row["event"], Report(row["id"], row["role"], row["title"], row["author"] or "", row["published"], row["text"]))
        for row in rows
    ]


def page(outlet: str, address: str, report: Report) -> str:
    """A page as it is met: the article, and much that is not."""
    title, author = html.escape(report.title), html.escape(report.author)
    others = "".join(f"<li><a href='/read/{number}'>{line}</a></li>" for number, line in enumerate(_MOST_READ))
    stated = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": report.title,
        "datePublished": report.published,
        "author": {"@type": "Person", "name": report.author},
        "publisher": {"@type": "Organization", "name": outlet},
    }
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | {outlet}</title>
<link rel="canonical" href="{address}"><meta name="author" content="{author}">
<meta property="og:type" content="article"><meta property="og:title" content="{title}"><meta property="og:url" content="{address}">
<meta property="article:published_time" content="{report.published}">
<script type="application/ld+json">{json.dumps(stated).replace("<", "&lt;")}</script><script>var ads = ads || [];</script></head>
<body><div class="consent"><p>We and our 842 partners store cookies on your device.</p><button>Accept all</button></div>
<header><a href="/">{outlet}</a><nav><ul><li><a href="/world">World</a></li><li><a href="/money">Money</a></li>
<li><a href="/sport">Sport</a></li><li><a href="/weather">Weather</a></li></ul></nav></header>
<main><article><h1>{title}</h1><p class="byline">By <a rel="author" href="/people">{author}</a>
<time datetime="{report.published}">{report.published[:10]}</time></p><div class="share"><a href="#">Share</a> <a href="#">Save</a></div>
<div class="article-body">{_paragraphs(report)}</div></article>
<aside><h2>Most read</h2><ol>{others}</ol></aside></main>
<section class="newsletter"><h2>The morning letter</h2><p>All that matters, in your inbox at six.</p><form><input></form></section>
<footer><p>&copy; {outlet}. All rights reserved.</p><a href="/privacy">Privacy</a> <a href="/terms">Terms</a></footer>
</body></html>"""


def _rss(outlet: Outlet, listed: Sequence[tuple[Outlet, Report]]) -> str:
    items = "".join(
        f"<item><title>{html.escape(report.title)}</title><link>{html.escape(owner.url(report.path) + _TRACKED)}</link>"
        f"<guid isPermaLink='false'>{report.id}</guid><pubDate>{_http_date(report.published)}</pubDate>"
        f"<dc:creator>{html.escape(report.author)}</dc:creator><description>{html.escape(f'<p>{report.lead}</p>')}</description>"
        + (f"<atom:updated>{report.updated}</atom:updated>" if report.updated else "")
        + (f"<content:encoded>{html.escape(_paragraphs(report))}</content:encoded>" if outlet.whole else "")
        + "</item>"
        for owner, report in listed
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:atom='http://www.w3.org/2005/Atom'>"
        f"<channel><title>{outlet.name}</title><link>{outlet.url('/')}</link><description>All the news</description>{items}"
        "</channel></rss>"
    )


def _atom(outlet: Outlet, listed: Sequence[tuple[Outlet, Report]]) -> str:
    entries = "".join(
        f"<entry><title>{html.escape(report.title)}</title><id>tag:{outlet.host},2025:{report.id}</id>"
        f"<link rel='alternate' href='{html.escape(owner.url(report.path) + _TRACKED)}'/>"
        f"<published>{report.published}</published><updated>{report.updated or report.published}</updated>"
        f"<author><name>{html.escape(report.author)}</name></author>"
        f"<summary type='html'>{html.escape(f'<p>{report.lead}</p>')}</summary>"
        + (f"<content type='html'>{html.escape(_paragraphs(report))}</content>" if outlet.whole else "")
        + "</entry>"
        for owner, report in listed
    )
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'><title>{outlet.name}</title>"
        f"<id>{outlet.url()}</id><link rel='self' href='{outlet.url()}'/>{entries}</feed>"
    )


def _paragraphs(report: Report) -> str:
    return "".join(f"<p>{html.escape(part)}</p>\n" for part in report.text.split("\n") if part.strip())


def _http_date(stamp: str) -> str:
    return format_datetime(datetime.fromisoformat(stamp))
