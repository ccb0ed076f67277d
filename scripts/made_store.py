#!/usr/bin/env python3
"""A store of made articles in a minute, for measurements of what reads it: `scripts/made_store.py FILE [--articles N]`.

Rows are written through the store's tables, past everything that thinks: 500 words an article in six languages, 200 sites, 30 % in
clusters of two and more (a few very large), their links, undecided links between others, watched sources with what they listed,
tags, older revisions, skips. Bodies have the ids that their texts give; their signatures are of the right form, and made up.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import blake2b
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import insert
from wordfreq import top_n_list

from newsfold.match import signature
from newsfold.match.pair import TERMS
from newsfold.match.scheme import scheme_id
from newsfold.model import Relation
from newsfold.store import cards, search
from newsfold.store.store import Store
from newsfold.store.tables import articles, bodies, clusters, entries, events, links, revisions, signatures, skips, watched_sources
from newsfold.text import body_of
from newsfold.watching import WEB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from newsfold.model import Body

ARTICLES = 100_000
WORDS = 500
SITES = 200
SOURCES = 150
TAGS = 300
LANGUAGES = ("en", "en", "en", "de", "fr", "es", "ru", "zh")
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAYS = 730
FOLDER = "/srv/archive"
_VOCABULARY = 20_000
_AT_ONCE = 2_000  # rows
_FEATURES = 60
_LARGE = {7: 1_000, 70: 200, 170: 200, 700: 60, 701: 60}  # the sizes of some clusters by their number
_KINDS = ((Relation.REWRITE, 0.4), (Relation.LIGHT_EDIT, 0.05), (Relation.EXCERPT, 0.0), (Relation.COPY, 0.0))


@dataclass(frozen=True, slots=True)
class Made:
    """One article: `relation` is None for a canonical; `moment` UTC seconds."""

    number: int
    cluster: int
    relation: Relation | None
    site: str
    lang: str
    moment: int
    dated: bool
    words: tuple[str, ...]


def make(path: Path, count: int = ARTICLES, seed: int = 1) -> None:
    """Make the store at `path`, where there must be none yet."""
    maker = _Maker(seed)
    with Store.open(str(path), write=True, scheme=scheme_id(None)) as store:
        for batch in maker.batches(count, _AT_ONCE):
            _write(store, maker, batch)
        with store.transaction(), store._writing() as connection:  # noqa: SLF001 nobody else may write like this
            maker.undecided(connection, count // 20)
            _insert(connection, skips, [_skip(number) for number in range(count // 200)])
            _insert(connection, watched_sources, [_source(number) for number in range(SOURCES)])


def add(path: Path, at_once: int) -> Iterator[int]:
    """Add to a made store without an end, some `at_once` articles in each transaction: tells after each how many it stored."""
    with Store.open(str(path), write=True, scheme=scheme_id(None)) as store:
        first, cluster = store.next_article_id(), store.next_cluster_id()
        maker = _Maker(seed=first)
        for batch in maker.batches(ARTICLES, at_once, first - 1, cluster - 1):
            _write(store, maker, batch)
            yield len(batch)


def _write(store: Store, maker: _Maker, batch: list[Made]) -> None:
    with store.transaction(), store._writing() as connection:  # noqa: SLF001 nobody else may write like this
        maker.write(connection, batch)


class _Maker:
    """What is made is made from one seed, in one order."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._bodies: list[int] = []

    def batches(self, count: int, at_once: int, number: int = 0, cluster: int = 0) -> Iterator[list[Made]]:
        """So many articles after `number` and `cluster`, in lists of whole clusters."""
        batch: list[Made] = []
        for made in self._articles(number + count, number, cluster):
            if len(batch) >= at_once and made.relation is None:
                yield batch
                batch = []
            batch.append(made)
        yield batch

    def _articles(self, count: int, number: int, cluster: int) -> Iterator[Made]:
        """The members of each cluster one after the other, its canonical first."""
        while number < count:
            cluster += 1
            size = min(self._size(cluster), count - number)
            site = self._zipf(SITES)
            lang = LANGUAGES[self._random.integers(len(LANGUAGES))]
            words = tuple(self._words(lang, WORDS))
            start = int((NOW - timedelta(days=float(self._random.uniform(0, DAYS)))).timestamp())
            for member in range(size):
                number += 1
                relation = None if member == 0 else _KINDS[self._random.integers(len(_KINDS))][0]
                told = words if relation is None else self._retold(words, lang, relation)
                moment = start if relation is None else start + int(self._random.exponential(20_000))
                where = site if relation is None else self._zipf(SITES)
                yield Made(number, cluster, relation, f"site{where}.example", lang, moment, self._random.random() > 0.1, told)

    def _size(self, cluster: int) -> int:
        if cluster in _LARGE:
            return _LARGE[cluster]
        return 2 + int(self._random.geometric(0.5)) if self._random.random() < 0.1 else 1

    def _zipf(self, count: int) -> int:
        return int(count ** self._random.random() - 1)

    def _words(self, lang: str, count: int) -> list[str]:
        known, chances = _vocabulary(lang)
        drawn: list[str] = known[np.searchsorted(chances, self._random.random(count))].tolist()
        return drawn

    def _retold(self, words: tuple[str, ...], lang: str, relation: Relation) -> tuple[str, ...]:
        if relation is Relation.EXCERPT:
            return words[: WORDS // 3]
        others = self._words(lang, len(words))
        change = self._random.random(len(words)) < dict(_KINDS)[relation]
        return tuple(other if changed else word for word, other, changed in zip(words, others, change, strict=True))

    def write(self, connection: Connection, batch: list[Made]) -> None:
        """Write articles that are whole clusters with all that belongs to them."""
        texts = {made.number: _text(made) for made in batch}
        told = {made.number: body_of(texts[made.number], (), made.lang) for made in batch}
        first: dict[int, Made] = {}
        for made in batch:
            first.setdefault(told[made.number].id, made)
        canonicals = {made.cluster: told[made.number].id for made in batch if made.relation is None}
        _insert(connection, articles, [_article(made, texts[made.number], told[made.number]) for made in batch])
        _insert(connection, clusters, list(_clusters(batch)))
        _insert(connection, bodies, [self._body(told[made.number], made) for made in first.values()])
        _insert(connection, signatures, [self._signature(told[made.number], made) for made in first.values()])
        _insert(connection, links, [self._link(canonicals[made.cluster], body) for body, made in first.items() if made.relation])
        _insert(connection, events, [{"cluster_id": n, "kind": "created", "at": NOW.isoformat()} for n in canonicals])
        _insert(connection, revisions, [_revision(made, texts[made.number]) for made in batch if made.number % 50 == 0])
        _insert(connection, entries, [entry for made in batch if _web(made) for entry in self._entries(made)])
        numbers = [made.number for made in batch]
        search.index(connection, numbers)
        cards.renew(connection, numbers)
        cards.rename(connection, numbers)
        self._bodies += list(first)

    def _body(self, body: Body, made: Made) -> dict[str, Any]:
        standing = {"cluster_id": made.cluster, "article_id": made.number}
        relation = Relation.COPY if made.relation is None else made.relation
        log_odds = None if made.relation is None else round(float(self._random.uniform(0.2, 6)), 3)
        return {"id": body.id, "words": body.words, "lang": body.lang, "relation": relation.value, "log_odds": log_odds, **standing}

    def _signature(self, body: Body, made: Made) -> dict[str, Any]:
        features = np.unique(self._random.integers(1 << signature.HASH_BITS + signature.COPY_BITS, size=_FEATURES, dtype=np.uint32))
        values = np.concatenate([self._random.integers(1 << 32, size=signature.BANDS, dtype=np.uint32), features])
        return {"body_id": body.id, "since": made.moment, "until": made.moment, "signature": values.astype("<u4").tobytes()}

    def _link(self, one: int, two: int, log_odds: float | None = None) -> dict[str, Any]:
        values = [round(float(value), 3) for value in self._random.random(len(TERMS))]
        score = round(float(self._random.uniform(0.2, 6)), 3) if log_odds is None else log_odds
        return {"a": min(one, two), "b": max(one, two), "log_odds": score, "evidence": values, "sketched": True}

    def undecided(self, connection: Connection, count: int) -> None:
        """Links between texts of different clusters, near the threshold."""
        pairs = {tuple(sorted(self._random.choice(len(self._bodies), 2, replace=False).tolist())) for _ in range(count)}
        near = [
            self._link(self._bodies[a], self._bodies[b], round(float(self._random.normal(-0.6, 0.5)), 3)) for a, b in sorted(pairs)
        ]
        _insert(connection, links, near)

    def _entries(self, made: Made) -> Iterator[dict[str, Any]]:
        tags = sorted({f"topic {self._zipf(TAGS)}" for _ in range(self._random.integers(5))})
        for source in sorted({self._zipf(SOURCES) for _ in range(1 + self._random.integers(2))}):
            yield {
                "source": f"feed-{source}",
                "id": str(made.number),
                "digest": b"\0" * 16,
                "url": _url(made),
                "origin": _url(made),
                "state": "taken",
                "first_seen": made.moment + 600,
                "tries": 0,
                "next_try": 0,
                "fault": "",
                "revisions": 0,
                "fetched": made.moment + 700,
                "title": _title(made),
                "published": _iso(made.moment),
                "tags": tags,
            }


@cache
def _vocabulary(lang: str) -> tuple[NDArray[Any], NDArray[np.float64]]:
    known = np.array(top_n_list(lang, _VOCABULARY), object)
    chances = np.cumsum(1 / (np.arange(len(known)) + 3.0))
    return known, chances / chances[-1]


def _text(made: Made) -> str:
    gap, stop = ("", "。") if made.lang == "zh" else (" ", ". ")
    sentences = [gap.join(made.words[at : at + 17]).capitalize() for at in range(0, len(made.words), 17)]
    return "\n".join(stop.join(sentences[at : at + 4]) + stop.strip() for at in range(0, len(sentences), 4))


def _title(made: Made) -> str:
    return ("" if made.lang == "zh" else " ").join(made.words[:9]).capitalize()


def _web(made: Made) -> bool:
    return made.number % 5 != 0


def _url(made: Made) -> str:
    return f"https://{made.site}/{made.number}.html"


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()


def _article(made: Made, text: str, body: Body) -> dict[str, Any]:
    return {
        "id": made.number,
        "body_id": body.id,
        "digest": blake2b(text.encode(), digest_size=16).digest(),
        "revision": 1,
        **({"source": WEB, "origin": _url(made)} if _web(made) else {"source": FOLDER, "origin": f"{made.number}.html"}),
        "url": _url(made),
        "title": _title(made),
        "site": made.site,
        "author": f"Author {made.number % 997}",
        "lang": made.lang,
        "published": _iso(made.moment) if made.dated else None,
        "published_epoch": made.moment if made.dated else None,
        "first_seen": _iso(made.moment + 700),
        "changed": _iso(made.moment + 700),
        "group_name": made.site,
        "furniture": [],
        "recurring": [],
        "lines": bytes(8 * (text.count("\n") + 1)),  # as if all of them were known to be the site's
        "text": text,
    }


def _clusters(batch: list[Made]) -> Iterator[dict[str, Any]]:
    sizes: dict[int, int] = {}
    for made in batch:
        sizes[made.cluster] = sizes.get(made.cluster, 0) + 1
    for made in batch:
        if made.relation is None:
            shown = {"canonical_id": made.number, "canonical_reason": "earliest of the longest", "size": sizes[made.cluster]}
            moment = made.moment if made.dated else made.moment + 700
            times = {"newest": moment, "created": _iso(made.moment + 700), "changed": _iso(made.moment + 700)}
            yield {"id": made.cluster, "merged_into": None, **shown, **times}


def _revision(made: Made, text: str) -> dict[str, Any]:
    older = {"title": _title(made), "published": _iso(made.moment), "changed": _iso(made.moment + 60)}
    return {"article_id": made.number, "revision": 0, "digest": b"\1" * 16, "text": text[: len(text) // 2], **older}


def _skip(number: int) -> dict[str, Any]:
    return {"source": FOLDER, "origin": f"bad{number}.html", "reason": "no text", "detail": "", "seen": NOW.isoformat()}


def _source(number: int) -> dict[str, Any]:
    now = int(NOW.timestamp())
    times = {"next_due": now + 60, "interval_s": 900, "checked": now - 60, "succeeded": now - 60, "brought": now - 600}
    counts = {"moves": 0, "errors": 0, "fault": "", "paused": "", "checks": 900, "entries": 600}
    return {"key": f"feed-{number}", "kind": "feed", "place": f"https://site{number}.example/feed", **times, **counts}


def _insert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:  # noqa: ANN401 any table
    if rows:
        connection.execute(insert(table), rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    arguments = parser.parse_args()
    start = perf_counter()
    make(arguments.file, arguments.articles)
    print(f"{arguments.articles} articles in {perf_counter() - start:.0f} s, {arguments.file.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
