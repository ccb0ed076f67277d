"""Whoever takes every export since the one before holds what an export of everything holds, whatever happened meanwhile."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handing.samples import exported
from newsfold.fold.fold import Fold
from newsfold.keeping.retention import Policy, prune
from newsfold.model import Article, Moment
from newsfold.settings import CanonicalSettings
from newsfold.store.retention import Age
from newsfold.store.store import Store
from newsfold.views.handing import Mark, Wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from databases import Fresh

POLICY = CanonicalSettings(
    rules=("source_rank", "not_excerpt", "earliest", "most_complete"),
    earliest_step_s=1,
    complete_step_words=1,
    default_rank=100,
    ranks={},
)
GOLD = Path(__file__).parents[1] / "gold" / "dev1.jsonl"
DAY = 86_400
START = 1_772_000_000
TIMES = ("2026-03-02T10:00:00+00:00", "2026-03-02T10:00:00+00:00", "2026-03-02T09:00:00+00:00", "2026-03-02T10:00:01+00:00")


def pool() -> list[Article]:
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()[:16]]
    texts = ["\n".join(filter(None, row["text"].split("\n"))) for row in rows]
    return [
        Article(
            "/in", row["id"], digest(text), text, (), title=row["id"], published=Moment("2026-03-02", START + day * DAY), lang="en"
        )
        for day, (row, text) in enumerate(zip(rows, texts, strict=True))
    ]


def digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


POOL = pool()


def revised(one: Article, other: Article) -> Article:
    """An article that has taken the words of another, as its copy or in front of its own."""
    return replace(one, text=other.text, digest=digest(f"{one.origin} {other.text}"), title=f"{one.title} (revised)")


class Consumer:
    """Somebody who keeps clusters, or articles, by their ids."""

    def __init__(self, *, articles: bool) -> None:
        self.held: dict[int, Any] = {}
        self._mark: Mark | None = None
        self._articles = articles

    def follow(self, store: Store) -> list[dict[str, Any]]:
        """Take what an export since the last one says; which lines those were."""
        mark = store.mark()
        lines = rows(exported(store, Wanted(since=self._mark), articles=self._articles))
        for line in lines:
            if "merged_into" in line or "removed" in line:
                self.held.pop(line.get("id", 0), None)
            else:
                self.held[line["id"]] = line
        self._mark = mark
        return lines


def rows(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.splitlines()]


def everything(store: Store, *, articles: bool) -> dict[int, Any]:
    return {line["id"]: line for line in rows(exported(store, articles=articles))}


def batch_of(numbers: Sequence[int], seen: set[str]) -> list[Article]:
    """Articles of the pool; who comes again has been revised."""
    articles = [POOL[number] for number in dict.fromkeys(numbers)]
    told = [revised(one, POOL[(at + 5) % len(POOL)]) if one.origin in seen else one for at, one in enumerate(articles)]
    seen.update(one.origin for one in told)
    return told


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(
    batches=st.lists(st.lists(st.integers(0, len(POOL) - 1), min_size=1, max_size=5), min_size=2, max_size=7),
    exports=st.lists(st.booleans(), min_size=7, max_size=7),
    times=st.lists(st.sampled_from(TIMES), min_size=7, max_size=7),
    pruned=st.integers(0, 7),
)
def test_exports_since_the_last_one_add_up_to_all(
    fresh: Fresh, batches: list[list[int]], exports: list[bool], times: list[str], pruned: int
):
    consumers = [Consumer(articles=articles) for articles in (False, True)]
    seen: set[str] = set()
    with Store.open(fresh(), write=True, scheme="s") as store:
        fold = Fold(store, POLICY, {})
        for step, numbers in enumerate(batches):
            fold.take_in(batch_of(numbers, seen), [], times[step])
            if step == pruned:
                prune(fold, store, Policy(articles=Age(START + 6 * DAY, by_publication=True)), START + 999 * DAY, lambda _: None)
            if exports[step]:
                for consumer in consumers:
                    consumer.follow(store)
        for consumer, articles in zip(consumers, (False, True), strict=True):
            consumer.follow(store)
            assert consumer.held == everything(store, articles=articles)
            assert consumer.follow(store) == []
