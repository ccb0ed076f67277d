"""Candidates compared on their texts. Tasks are cut by how many pairs they have, so a flood is shared out like everything else."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F  # noqa: N812 as everybody calls it
from pyspark.sql.pandas.types import from_arrow_schema

from newsfold.backfill.rows import LINKS, columns, table
from newsfold.cluster.partition import LIMIT
from newsfold.match.features import features_of
from newsfold.match.model import compare
from newsfold.model import Body

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyspark.sql import DataFrame

    from newsfold.backfill.rows import Rows
    from newsfold.match.features import Features
    from newsfold.model import Link

PAIRS = 100_000
"""Pairs that one task compares, about: a minute or two. More of them need fewer texts for each pair, and more memory."""

_BODIES_AT_ONCE = 500  # of which the features are in memory while the others pass by
_REMEMBERED = 1000
_TASK, _OF_TASK = ("task", "part"), ("of_task", "of_part")


def links(candidates: DataFrame, bodies: DataFrame, at_once: int = PAIRS) -> DataFrame:
    """Rows of `LINKS` for those of the `candidates` whose log-odds are above the floor."""
    # Both ends are shared out, so that no text goes to all parts of a task.
    sides = F.ceil(F.sqrt(F.col("count") / at_once)).alias("sides")
    sizes = candidates.groupBy("task").count().select("task", sides)
    first, second = (F.pmod(F.hash(end), F.col("sides")) for end in ("a", "b"))
    pairs = candidates.join(F.broadcast(sizes), "task").withColumn("part", first * F.col("sides") + second).drop("sides")
    wanted = pairs.select(*_TASK, F.explode(F.array("a", "b")).alias("body")).distinct()
    # Other names, or Spark could not tell the columns of a table from those of one that is made of it.
    theirs = wanted.withColumnsRenamed(dict(zip(_TASK, _OF_TASK, strict=True)))
    texts = theirs.join(bodies.select("body", "lang", "words", "text"), "body")
    return pairs.groupBy(*_TASK).cogroup(texts.groupBy(*_OF_TASK)).applyInArrow(_compared, from_arrow_schema(LINKS))


def _compared(pairs: Rows, texts: Rows) -> Rows:
    bodies = bodies_of(columns(texts, "body", "lang", "text", "words"))
    found = (link for link in _all(columns(pairs, "a", "b"), bodies) if link.log_odds > -LIMIT)
    return table(map(link_row, found), LINKS)


def _all(pairs: Iterable[tuple[int, int]], bodies: Mapping[int, Body]) -> Iterator[Link]:
    """All pairs, in an order in which the features of a body are seldom made again."""
    near: dict[int, list[int]] = {}
    for a, b in pairs:
        near.setdefault(a, []).append(b)
    firsts = sorted(near)
    for start in range(0, len(firsts), _BODIES_AT_ONCE):
        held = {a: features_of(bodies[a]) for a in firsts[start : start + _BODIES_AT_ONCE]}
        meets: dict[int, list[int]] = {}
        for a in held:
            for b in near[a]:
                meets.setdefault(b, []).append(a)
        for b, some in sorted(meets.items()):
            other = held[b] if b in held else features_of(bodies[b])
            yield from (compare(held[a], other) for a in some)


def bodies_of(rows: Iterable[tuple[Any, ...]]) -> dict[int, Body]:
    """Bodies by id, of rows of what they are made of."""
    return {row[0]: Body(*row) for row in rows}


def link_row(link: Link) -> dict[str, Any]:
    """A row of `LINKS`."""
    return {"a": link.a, "b": link.b, "log_odds": link.log_odds, "evidence": link.evidence, "sketched": link.sketched}


class Texts:
    """Compares what an arrangement asks for: see `newsfold.fold.ports.Comparing`."""

    def __init__(self, bodies: Mapping[int, Body]) -> None:
        self._bodies = bodies
        self._features: OrderedDict[int, Features] = OrderedDict()

    def compare(self, pairs: Iterable[tuple[int, int]]) -> list[Link]:
        """The links of pairs that no sketch brought together."""
        return [replace(compare(self._of(a), self._of(b)), sketched=False) for a, b in pairs]

    def _of(self, body: int) -> Features:
        if body not in self._features:
            self._features[body] = features_of(self._bodies[body])
        self._features.move_to_end(body)
        if len(self._features) > _REMEMBERED:
            self._features.popitem(last=False)
        return self._features[body]
