"""Outlets on this machine, and newsfold as a user starts it: from the first reading of a feed to a report, and what changes later."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from daemon.other_times import OtherTime
from daemon.outlets import FEED, Outlet, Outlets, gold, hosts
from daemon.test_run_process import NEWSFOLD, START_S, STOP_S, running

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from daemon.outlets import Report
    from daemon.test_run_process import Running

EVENTS = ("zambia-korea-minerals", "iceland-rate-cut", "philippines-ferry", "fezzan-ceasefire-talks")
LATE = "velotarsen-trial"
PUBLISHED_BY = {
    "A": "wire",
    "F": "wire",
    "H": "wire",
    "B": "digest",
    "C": "explained",
    "D": "rewrites",
    "E": "herald",
    "G": "briefs",
}
HOUR_S = 3600
# One page is replaced by a report of an event of another year.
SETTINGS = """
[match]
window_days = 0

[watch]
contact = "https://desk.example/watching"
gap_s = 0.02
"""


@dataclass(frozen=True, slots=True)
class Town:
    """Outlets that report some events of the gold sets, each by what it usually writes; and where newsfold has its files."""

    outlets: dict[str, Outlet]
    reports: dict[str, dict[str, Report]]
    web: Outlets
    folder: Path

    def publish(self, event: str, roles: str, key: str = "") -> None:
        """Let these reports of an event be published, all by one outlet if it is named."""
        for role in roles:
            self.outlets[key or PUBLISHED_BY[role]].publish(self.reports[event][role])

    def watch(self, *keys: str) -> None:
        """Write the watch list: the feeds of these outlets, and one that is not there."""
        hosts = json.dumps([outlet.host for outlet in self.outlets.values()])
        places = {key: self.outlets[key].url() for key in keys} | {"closed": self.outlets["wire"].url("/closed")}
        tables = (
            f'[sources.{key}]\nkind = "feed"\nurl = "{url}"\ninterval = "10m"\nallow_private = {hosts}\n'
            for key, url in places.items()
        )
        (self.folder / "newsfold" / "sources.toml").write_text("".join(tables), encoding="utf-8")

    def origin(self, event: str, role: str, key: str = "") -> str:
        """The canonical address of a report: without what its feed adds to count readers."""
        return self.outlets[key or PUBLISHED_BY[role]].url(self.reports[event][role].path)

    def labelled(self, event: str) -> set[frozenset[str]]:
        """The clusters of an event by the labels of the gold sets."""
        return {frozenset(self.origin(event, role) for role in roles) for roles in ("ABCDG", "E", "F", "H")}


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Town]:
    outlets = {
        "wire": Outlet("Meridian Wire", hosts()[0]),
        "digest": Outlet("The Digest", hosts()[1], kind="atom"),
        "explained": Outlet("Explained", hosts()[2], whole=True),
        "rewrites": Outlet("Buzz 24", hosts()[3], kind="atom"),
        "herald": Outlet("The Herald", hosts()[4]),
        "briefs": Outlet("In Brief", hosts()[5], kind="atom"),
        "late": Outlet("The Late Edition", hosts()[6]),
    }
    reports: dict[str, dict[str, Report]] = {}
    for event, report in gold("dev1", "dev2"):
        reports.setdefault(event, {})[report.role] = report
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("NEWSFOLD_DB", str(tmp_path / "news.db"))
    (tmp_path / "newsfold").mkdir()
    (tmp_path / "newsfold" / "config.toml").write_text(SETTINGS, encoding="utf-8")
    with Outlets(list(outlets.values())) as web:
        yield Town(outlets, reports, web, tmp_path)


def called(*arguments: str, command: list[str] = NEWSFOLD) -> tuple[int, str, str]:
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False, timeout=START_S)
    return done.returncode, done.stdout, done.stderr


def told(*arguments: str, command: list[str] = NEWSFOLD) -> dict[str, Any]:
    """What newsfold tells programs."""
    code, output, errors = called(*arguments, "--format", "json", command=command)
    assert (code, errors) == (0, "")
    return dict(json.loads(output))


def reported() -> tuple[set[frozenset[str]], dict[str, str]]:
    """The clusters as sets of addresses, and the titles by address."""
    clusters = [[cluster["canonical"], *cluster["variants"]] for cluster in told("report", "--all", "--limit", "1000")["clusters"]]
    titles = {article["origin"]: article["title"] for cluster in clusters for article in cluster}
    assert len(titles) == sum(map(len, clusters))
    return {frozenset(article["origin"] for article in cluster) for cluster in clusters}, titles


def stored(newsfold: Running, what: str) -> int:
    """How many of something the daemon says that it has stored so far."""
    return sum(int(str(batch[what])) for batch in newsfold.all("batch stored"))


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + START_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def first_reading(town: Town) -> None:
    """Everything is new, and asked for once, whoever lists it."""
    for event in EVENTS:
        town.publish(event, "ABCDEFGH")
    town.outlets["briefs"].list(town.outlets["wire"], town.reports[EVENTS[0]]["A"])
    town.watch("wire", "digest", "explained", "rewrites", "herald", "briefs")
    hour_ago = OtherTime(time.time(), time.time() - HOUR_S)
    first = told("run", "--once", command=hour_ago.newsfold())
    assert (first["watched"], first["asked"], first["failed"], first["faults"]) == (
        *(7, 7, 1),
        [{"source": "closed", "fault": "status 404"}],
    )
    assert first["entries"] == {"new": 33, "taken": 33, "revised": 0, "refused": 0, "waiting": 0}
    assert (first["articles"], first["skipped"], first["crashed"]) == ({"new": 32, "revised": 0, "copies": 0}, 0, 0)
    clusters, _ = reported()
    assert clusters == set[frozenset[str]]().union(*map(town.labelled, EVENTS))
    asked = town.web.take()
    whole = town.outlets["explained"]
    pages = {
        (owner.host, report.path) for outlet in town.outlets.values() for owner, report in outlet.listed if outlet is not whole
    }
    rules = {(host, "/robots.txt") for host, _ in pages}
    feeds = {(outlet.host, FEED) for key, outlet in town.outlets.items() if key != "late"}
    closed = (town.outlets["wire"].host, "/closed")
    assert Counter((one.host, one.path) for one in asked) == Counter([*pages, *rules, *feeds, closed])


def revised(town: Town) -> dict[str, str]:
    """One page gets another title and a correction, another becomes a report of something else; the new titles by address."""
    corrected = town.reports[EVENTS[0]]["B"]
    replaced = town.reports[EVENTS[1]]["D"]
    other = town.reports[LATE]["D"]
    text = f"{corrected.text}\n\nAn earlier version of this report named the wrong railway."
    town.outlets["digest"].publish(replace(corrected, title="Updated: minerals deal", text=text, updated="2025-03-12T08:00:00Z"))
    town.outlets["rewrites"].publish(replace(replaced, title=other.title, text=other.text, updated="2025-03-12T09:00:00Z"))
    return {town.origin(EVENTS[0], "B"): "Updated: minerals deal", town.origin(EVENTS[1], "D"): other.title}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8 for itself")
def test_outlets_are_watched_until_it_is_told_to_stop(town: Town):
    first_reading(town)
    titles = revised(town)
    replaced = town.origin(EVENTS[1], "D")
    with running() as newsfold:
        wait_for(lambda: stored(newsfold, "revised") == 2 and len(newsfold.all("source read")) == 7)
        unchanged = {"wire", "explained", "herald", "briefs"}
        assert {str(line["source"]) for line in newsfold.all("source read") if line["outcome"] == "unchanged"} == unchanged
        statuses = Counter(one.status for one in town.web.take())
        assert statuses == {
            304: 4,
            200: 4,
            404: 3,
        }  # the feeds; two of them and two pages; rules of two hosts, and the feed that is closed
        clusters, now = reported()
        before = set[frozenset[str]]().union(*map(town.labelled, EVENTS))
        (left,) = (cluster for cluster in before if replaced in cluster)
        assert clusters == before - {left} | {left - {replaced}, frozenset({replaced})}
        assert {address: now[address] for address in titles} == titles

        town.publish(LATE, "ABCG", "late")
        town.watch("wire", "digest", "explained", "rewrites", "briefs", "late")
        newsfold.process.send_signal(signal.SIGHUP)
        assert newsfold.said("watch list read")["sources"] == 7
        wait_for(lambda: stored(newsfold, "new") == 4)
        later, _ = reported()
        joined = frozenset({replaced, *(town.origin(LATE, role, "late") for role in "ABCG")})
        assert later == clusters - {frozenset({replaced})} | {joined}
        listed = {source["key"]: source["health"] for source in told("sources", "list")["sources"]}
        assert sorted(listed) == ["briefs", "closed", "digest", "explained", "late", "rewrites", "wire"]

        assert called("run", "--once")[0] == 75
        code, seconds = newsfold.ended(signal.SIGTERM)
        assert (code, seconds < STOP_S) == (0, True)
    asked = town.web.take()
    assert {one.host for one in asked if one.path != FEED} == {town.outlets["late"].host}
    assert told("run", "--once")["asked"] == 0
    (town.folder / "newsfold" / "sources.toml").write_text("[sources", encoding="utf-8")
    assert called("run", "--once")[0] == 2
    assert town.web.take() == []
