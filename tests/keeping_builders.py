"""Articles of several stories and sites for tests that need a store whose clusters, links and furniture are real."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from newsfold.fold.fold import Fold
from newsfold.model import Article, Moment
from newsfold.settings import CanonicalSettings
from newsfold.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsfold.views.keeping import Checked

RULES = CanonicalSettings(
    rules=("source_rank", "not_excerpt", "earliest", "most_complete"),
    earliest_step_s=1,
    complete_step_words=1,
    default_rank=100,
    ranks={},
)
GOLD = Path(__file__).parent / "gold" / "dev1.jsonl"
DAY = 86_400
START = 1_772_000_000
NOW = START + 1_000 * DAY
LONG_AGO = "2020-01-01T00:00:00+00:00"  # when every article came, so that its publication tells how old it is
BOX = "Please consider supporting the independent newsroom that brings you these pages every single day of the year."


def made(origin: str, text: str, site: str | None, *, source: str = "/in", day: int | None = 0) -> Article:
    """An article published so many days after the first."""
    return Article(
        source,
        origin,
        blake2b(text.encode(), digest_size=16).digest(),
        "\n".join(line for line in text.split("\n") if line.strip()),
        (),
        site=site,
        lang="en",
        published=None if day is None else Moment(str(day), START + day * DAY),
    )


def _gold() -> list[Article]:
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    return [made(row["id"], row["text"], row["site"]) for row in rows]


STORIES = _gold()
"""Several events, each told some times."""

POOL = [
    *STORIES[:20],
    *(replace(one, origin=f"copy-{one.origin}", site="mirror.example") for one in STORIES[:3]),
    *(made(f"boxed-{number}", f"{one.text}\n{BOX}", "box.example") for number, one in enumerate(STORIES[30:35])),
]
"""Some of them, exact copies, and a site with furniture."""


def dated(days: Sequence[int]) -> list[Article]:
    """The pool, each article published so many days after the first."""
    return [replace(one, published=Moment(str(day), START + day * DAY)) for one, day in zip(POOL, days, strict=True)]


def opened(url: str = ":memory:") -> Store:
    return Store.open(url, write=True, scheme="s")


def folded(store: Store, articles: Sequence[Article], at: str = LONG_AGO) -> Fold:
    fold = Fold(store, RULES, {})
    fold.take_in(articles, [], at)
    return fold


def nothing(*_: object) -> None:
    return None


def checked(store: Store) -> Checked:
    return store.check(nothing)


def standing(store: Store) -> dict[str, frozenset[str]]:
    """By origin: the origins of all articles in the same cluster."""
    found: dict[str, frozenset[str]] = {}
    for view in store.report(limit=1_000, singles=True):
        shown = (view.canonical, *(variant.article for variant in view.variants))
        group = frozenset(origin for one in shown for origin in (one.origin, *one.copies))
        found |= dict.fromkeys(group, group)
    return found
