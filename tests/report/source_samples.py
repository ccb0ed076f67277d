"""Watched sources that the tests of reports and commands share; written for the project."""

from __future__ import annotations

from dataclasses import replace

from newsfold.views.sources import Checked, Intake, Listed, SourceHealth, Subscribed, Trouble, Watched

NOW = 1_772_450_000  # 2026-03-02 11:13:20 UTC

HEALTH = SourceHealth(
    key="quay",
    kind="feed",
    place="https://quay.example/rss",
    next_due=NOW + 750,
    interval_s=1800,
    moved_to=None,
    errors=0,
    fault="",
    checked=NOW - 200,
    succeeded=NOW - 200,
    brought=NOW - 4000,
    paused="",
    checks=412,
    entries=3060,
    articles_7d=31,
    copies=0.125,
    rewrites=1 / 3,
    waiting=3,
    refused=1,
)
QUAY = Watched(
    "quay", "feed", "https://quay.example/rss", "The Quay Herald", ("harbour", "local"), "30m", enabled=True, health=HEALTH
)
FAILING = replace(
    QUAY,
    key="agency",
    name=None,
    tags=(),
    health=replace(
        HEALTH, key="agency", succeeded=NOW - 3 * 86_400, errors=12, fault="status 503: a fault of the server", next_due=NOW + 80_000,
        articles_7d=0, copies=None, rewrites=None, waiting=0, refused=0, moved_to="https://agency.example/feed",
    ),
)  # fmt: skip
GONE = replace(
    QUAY, key="gone", name="Новости порта", health=replace(HEALTH, paused="gone", succeeded=None, articles_7d=2_000, waiting=0)
)
NEW = Watched("new", "sitemap", "https://new.example/sitemap.xml", None, (), "6h", enabled=True, health=None)
OFF = replace(NEW, key="off", kind="folder", place="/data/news", every="5,35 6-22 * * mon-fri", enabled=False)
SOURCES = (QUAY, FAILING, GONE, NEW, OFF)

LISTED = Listed(
    "feed", "https://quay.example/rss", "The Quay Herald", 20, newest="Crane falls at Ashby", published="2026-03-02T09:15:00+01:00"
)
COMMENTS = Listed("feed", "https://quay.example/comments/feed/", None, 0, remark="ill-formed: line 2: unclosed token")
ADDED = (Subscribed("quay", "The Quay Herald", LISTED), Subscribed("new", None, replace(COMMENTS, kind="sitemap", noun="page")))
CHECKED = (Checked("quay", LISTED), Checked("agency", Trouble("https://agency.example/", "status 503: a fault of the server")))
INTAKE = Intake(
    added=(("quay", "https://quay.example/rss"), ("agency", "https://agency.example/rss")),
    known=(("gone", "https://gone.example/rss"),),
    refused=(("ftp://quay.example/", "not an http or https address"),),
    dropped=2,
)
