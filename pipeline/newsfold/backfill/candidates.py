"""Which bodies are candidates: blocks of bodies that lie near in time, looked up against one another.

A weak likeness is a band in common with one text in thirty, so band keys are never joined by a shuffle: it would carry each pair
dozens of times, and a key that very many bodies share would carry its square. Instead bodies are sorted by time and cut into blocks,
and for two blocks that the window lets meet one task holds both, and counts for each body of the one what it shares with each
of the other. So each pair is met in exactly one task, a key that is frequent costs no more than another, and what a task needs is known
beforehand: two blocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
from pyspark.sql import functions as F  # noqa: N812 as everybody calls it
from pyspark.sql.pandas.types import from_arrow_schema

from newsfold.backfill.rows import columns
from newsfold.fold.linking import COPIES, OTHERS
from newsfold.match.candidacy import candidacy
from newsfold.match.index import Told
from newsfold.match.run import Asked, Near, Run
from newsfold.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyspark.sql import DataFrame

    from newsfold.backfill.rows import Rows
    from newsfold.backfill.stages import Stages
    from newsfold.match.candidacy import Candidacy

BLOCK = 20_000
"""Bodies in one block. A task holds two, about 5 KB a body, and each body goes to as many tasks as blocks lie within the window."""

_PAIRS = pa.schema([(name, pa.int64()) for name in ("task", "a", "b")])


class Block(NamedTuple):
    """A block of bodies by time: its number, and the first and the last moment of any of them (UTC seconds)."""

    number: int
    since: int
    until: int


def candidates(stages: Stages, bodies: DataFrame, window_days: int, block: int = BLOCK) -> DataFrame:
    """(task, a, b), a < b: every pair of bodies that are candidates, each once, and the task that found it.

    A body that has more near copies than the largest component that depends on its bodies alone, or very many others, is in a flood: of each
    block it is told the nearest, as many as `newsfold.fold.linking` compares.
    """
    rule = candidacy(window_days)
    signed = bodies.where("signature is not null").select("body", "since", "until")
    placed = stages.numbered("times", signed, ("since", "body"), "number")
    blocks = stages.kept("blocks", placed.withColumn("block", F.floor(F.col("number") / block)))
    spans = blocks.groupBy("block").agg(F.min("since"), F.max("until")).collect()
    meetings = list(_meetings([Block(*row) for row in spans], rule.window_s))
    tasks = stages.spark.createDataFrame(meetings or [(-1, -1, -1)], "block long, task long, side int")
    asked = bodies.select("body", "signature").join(blocks.drop("number"), "body").join(F.broadcast(tasks), "block")
    rows = asked.select("task", "side", "body", "signature", "since", "until")

    def met(together: Rows) -> Rows:
        return _met(together, rule)

    return rows.groupBy("task").applyInArrow(met, from_arrow_schema(_PAIRS))


def _meetings(blocks: Sequence[Block], window_s: int | None) -> Iterator[tuple[int, int, int]]:
    """(block, task, side) for each block of each task; the bodies of side 1 are looked up among those of side 0."""
    for task, (one, other) in enumerate(meeting(blocks, window_s)):
        yield one.number, task, 0
        if other is not one:
            yield other.number, task, 1


def meeting(blocks: Iterable[Block], window_s: int | None) -> Iterator[tuple[Block, Block]]:
    """The pairs of blocks between which candidates may lie, each with itself too. Blocks are numbered by when they begin."""
    ordered = sorted(blocks)
    for place, one in enumerate(ordered):
        for other in ordered[place:]:
            if window_s is not None and other.since > one.until + window_s:
                break
            yield one, other


def _met(rows: Rows, rule: Candidacy) -> Rows:
    """The candidates of one task."""
    task = rows.column("task")[0].as_py()
    sides: tuple[list[tuple[int, Asked]], ...] = ([], [])
    for side, body, signature, since, until in columns(rows, "side", "body", "signature", "since", "until"):
        sides[side].append((body, Asked.of(np.frombuffer(signature, "<u4"), Span(since, until), rule.bands)))
    for side in sides:
        side.sort(key=lambda one: one[0])
    near = list(_pairs(sides[0], sides[1] or sides[0], rule))
    ends = np.sort(np.array(near, np.int64).reshape(-1, 2), axis=1)
    return pa.table([pa.array(np.full(len(ends), task)), pa.array(ends[:, 0]), pa.array(ends[:, 1])], names=_PAIRS.names)


def _pairs(kept: Sequence[tuple[int, Asked]], asked: Sequence[tuple[int, Asked]], rule: Candidacy) -> Iterator[tuple[int, int]]:
    """(one of `asked`, one of `kept`) for all that are candidates; where both are the same, each pair with the later first."""
    told = Told([body for body, _ in asked], COPIES, OTHERS)
    run = Run.of(kept, rule)
    for body, one in asked:
        near = Near.joined([run.near(one, rule)])
        yield from ((body, other) for other in told.of(body, one.weight, near))
