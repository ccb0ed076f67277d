"""Feeds and pages for measurements: any number of hosts, with made articles that come and change as they are ordered."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from corpus import Corpus

from daemon.outlets import Report, page
from daemon.world import conditional, item, rss, sitemap
from server import Heard, Server, answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SOURCES = 10
LISTED = 20  # articles that a source lists
AT_ONCE = 50  # articles that a source lists when it is measured how many can be had
WORDS = 300  # of an article


def serve() -> None:
    """Serve until the other side of standard input is closed."""
    site = Site()
    with Server() as server:
        server.faults = site
        print(server.port, flush=True)
        for line in sys.stdin:
            server.heard.clear()
            site.order(*map(int, line.split()))
            print("done", flush=True)


class Site(dict[str, Any]):
    """What is served, by the host that is asked: stands in for a Server's table of faults. `order` says how much there is.

    Hosts of the form h0 list the newest articles, each its share; p0 the first ones, which lie at h0 to h9; q0 a share of all.
    """

    def __init__(self) -> None:
        super().__init__()
        self._corpus = Corpus(seed=1, words=WORDS).documents(1_000_000)
        self._reports: list[Report] = []
        self._changes = 0
        self._churn = False
        self._asked = 0

    def order(self, published: int, changes: int, churn: int) -> None:
        """So many articles are published, and so many changes were made; with `churn` no feed is twice the same."""
        for number in range(len(self._reports), published):
            made = next(self._corpus)
            self._reports.append(Report(str(number), "", made.title, "Ada Quay", "2026-02-20T08:00:00Z", made.text))
        del self._reports[published:]
        self._changes, self._churn = changes, bool(churn)

    def get(self, _path: str, _default: object = None, /) -> Callable[[Heard], Iterable[bytes]]:
        """What answers whatever is asked."""
        return self._serve

    def _serve(self, heard: Heard) -> Iterable[bytes]:
        host = heard.headers["host"]
        name = heard.path.removeprefix("/")
        if name == "robots.txt":
            return [answer(status=404)]
        if name in {"feed", "sitemap"}:
            return conditional(self._listing(host, name))(heard)
        number = len(self._reports) // 4 if name == "front" else int(name)
        report = self._report(number)
        return [answer("Content-Type: text/html; charset=utf-8", body=page("Quay", f"http://{host}/{name}", report).encode())]

    def _listing(self, host: str, kind: str) -> bytes:
        listed = [(f"http://{_home(host, number)}/{number}", self._report(number)) for number in self._numbers(host)]
        if kind == "sitemap":
            return sitemap(*((url, f"2026-02-20T08:{self._edition(report.id):02}:00Z") for url, report in listed))
        self._asked += self._churn
        items = [item(url, f"{report.title}, {self._edition(report.id)}", guid=report.id) for url, report in listed]
        return rss(*items) + b"<!-- %d -->" % self._asked

    def _numbers(self, host: str) -> Sequence[int]:
        kind, index, count = host[0], int(host[1:].partition(".")[0]), len(self._reports)
        match kind:
            case "h":
                return range(index, count, SOURCES)[::-1][:LISTED]
            case "p":
                return range(LISTED)
            case _:
                return range(index * AT_ONCE, (index + 1) * AT_ONCE)

    def _report(self, number: int) -> Report:
        report, edition = self._reports[number], self._edition(str(number))
        text = f"{report.text}\nThis report was corrected {edition} times." if edition else report.text
        return Report(report.id, "", report.title, report.author, report.published, text)

    def _edition(self, number: str) -> int:
        """How often an article was changed: of those that are listed, one after the other."""
        first = max(len(self._reports) - SOURCES * LISTED, 0)
        place, listed = int(number) - first, len(self._reports) - first
        return (self._changes - place + listed - 1) // listed if place >= 0 else 0


def _home(host: str, number: int) -> str:
    """Where an article lies that a host lists."""
    return host if host[0] != "p" else f"h{number % SOURCES}.test:{host.partition(':')[2]}"
