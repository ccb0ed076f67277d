"""The parts of a backfill, each against what it must be equal to."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations_with_replacement
from random import Random
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fold.near_copies import FERRY, QUARRY, edited
from newsfold.backfill import candidates, comparing, filing, session, signing
from newsfold.backfill.candidates import Block, meeting
from newsfold.backfill.components import components
from newsfold.backfill.filing import Sighting, recurring, superseded
from newsfold.backfill.parquet import is_parquet, read_parquet
from newsfold.backfill.rows import ARTICLES, READ, article, batches, columns, read_row
from newsfold.backfill.stages import Stages
from newsfold.clean.recurring import Group, line_digests
from newsfold.cluster.partition import components as on_one_machine
from newsfold.fold.filing import recurs_from
from newsfold.match.candidacy import candidacy
from newsfold.match.features import features_of
from newsfold.match.model import compare
from newsfold.match.signature import sign
from newsfold.model import Article, Moment, Reason, Skip
from newsfold.settings import load
from newsfold.sources.entry import Entry
from newsfold.sources.jsonl import documents
from newsfold.text import body_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyspark.sql import SparkSession

pytestmark = pytest.mark.usefixtures("java")

LETTERS = "abcdefghijklmnopqrstuvwxyz"
ARTICLE = Article("in", "a#1", b"0123456789abcdef", f"{FERRY}\n{QUARRY}", (1,), title="Ferry", published=Moment("2026-03-02", 5))


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    started = session.start("local[2]", {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2"})
    yield started
    started.stop()


@pytest.fixture
def stages(spark: SparkSession, tmp_path: Path) -> Stages:
    return Stages(spark, str(tmp_path))


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([b"1", b"2"]), st.sampled_from([b"x", b"y"])), max_size=6))
def test_of_several_sightings_those_count_that_a_store_would_keep(read: list[tuple[str, bytes, bytes]]):
    sightings = [Sighting((0, number), *one) for number, one in enumerate(read)]
    stored: dict[str, Sighting] = {}
    for one in sightings:
        digests = {source: kept.digest for source, kept in stored.items()}
        if one.digest not in digests.values() or digests.get(one.source, one.digest) != one.digest:
            old = stored.get(one.source)
            if old is None or old.content != one.content:
                stored[one.source] = one
    assert set(superseded(sightings)) == {one.place for one in sightings} - {one.place for one in stored.values()}


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 30)), max_size=9), st.integers(0, 40))
def test_no_bodies_within_the_window_are_in_blocks_that_do_not_meet(spans: list[tuple[int, int]], window: int):
    blocks = [Block(number, start, start + length) for number, (start, length) in enumerate(sorted(spans))]
    near = {
        (one, other)
        for one, other in combinations_with_replacement(blocks, 2)
        if other.since - one.until <= window and one.since - other.until <= window
    }
    assert set(meeting(reversed(blocks), window)) == near
    assert set(meeting(blocks, None)) == set(combinations_with_replacement(blocks, 2))


def test_components_by_shuffles_are_those_of_one_machine(stages: Stages):
    chance = Random(4)
    chain = [(number, number + 1) for number in range(100, 130)]
    pairs = sorted({*chain, *((low, chance.randrange(low + 1, 60)) for low in chance.choices(range(59), k=40))})
    whole = on_one_machine({body for pair in pairs for body in pair}, pairs)
    expected = {(body, some[0]) for some in whole for body in some}
    edges = stages.spark.createDataFrame(pairs, "a long, b long")
    assert {(row.body, row.component) for row in components(stages, edges, few=0).collect()} == expected
    assert {(row.body, row.component) for row in components(stages, edges).collect()} == expected


def test_lines_that_recur_are_those_of_a_group(stages: Stages):
    chance = Random(2)
    box = [f"Follow the {word} desk for more of it" for word in ("harbour", "city", "science")]
    texts = {
        number: "\n".join([*chance.sample(box, chance.randrange(3)), *own(number, chance), *chance.sample(box, 1)])
        for number in range(120)
    }
    group_of = {number: chance.choice(["", "one.example", "other.example"]) for number in texts}
    digests = {number: line_digests(text, ()) for number, text in texts.items()}
    groups = {name: Group(recurs_from(name)) for name in group_of.values()}
    for number, name in group_of.items():
        groups[name].put(number, digests[number])
    rows = [(number, group_of[number], digests[number]) for number in texts]
    marked = recurring(stages, stages.spark.createDataFrame(rows, "id long, group string, lines binary")).collect()
    found = defaultdict(tuple, {row.id: tuple(filing._indexes(digests[row.id], row.marked)) for row in marked})
    expected = {number: groups[group_of[number]].recurring(number) for number in texts}
    assert {number: found[number] for number in texts} == expected
    assert len(set(expected.values())) > 3


def own(number: int, chance: Random) -> list[str]:
    """Enough words for a voice, or not; versions of one story have theirs in common. No figures: lines that differ in them are one."""
    story = number if chance.random() < 0.7 else number % 5
    return [
        " ".join(f"{LETTERS[story // 26]}{LETTERS[story % 26]}{LETTERS[place % 26]}" for place in range(chance.choice([12, 60])))
    ]


def test_what_an_executor_does_with_its_batch_is_what_one_machine_does():
    other = replace(ARTICLE, origin="a#2", text=edited(ARTICLE.text, 3), site="a.example", furniture=())
    rows = [read_row(0, 0, ARTICLE), read_row(0, 1, other), read_row(0, 2, Skip("in", "a#3", Reason.EMPTY, "line 3"))]
    (read,) = batches(rows, READ)
    assert read.column("reason").to_pylist() == [None, None, "empty"]
    kept = read.slice(0, 2)
    ids = pa.array([1, 2], pa.int64())
    (spread,) = filing._spread(iter([kept.append_column("id", ids)]))
    assert spread.num_rows == 3
    marked = pa.array([[], spread.column("value").to_pylist()[1:2]], pa.list_(pa.int64()))
    given = kept.append_column("id", ids).append_column("marked", marked)
    (filed,) = filing._with_bodies(iter([given]))
    assert [article(row) for row in filed.to_pylist()] == [ARTICLE, other]
    left_out = [[1], filed.to_pylist()[1]["recurring"]]
    made = [body_of(one.text, lines, None) for one, lines in zip((ARTICLE, other), left_out, strict=True)]
    assert filed.column("body").to_pylist() == [body.id for body in made]
    spans = {name: pa.array([number, number], pa.int64()) for number, name in enumerate(("first", "since", "until"))}
    told = pa.RecordBatch.from_arrays([*filed.columns, *spans.values()], names=[*ARTICLES.names, *spans])
    (bodies,) = signing._signed(iter([told]))
    signed = sign(map(features_of, made))
    assert bodies.column("signature").to_pylist() == [
        one.values.astype("<u4").tobytes() for one in signed if one.values is not None
    ]
    sides = {"task": [7, 7], "side": [0, 1], "since": [0, 0], "until": [0, 0]}
    asked = pa.table(sides | {name: bodies.column(name) for name in ("body", "signature")})
    (a, b) = sorted(body.id for body in made)
    assert candidates._met(asked, candidacy(30)).to_pylist() == [{"task": 7, "a": a, "b": b}]
    assert candidates._met(asked.set_column(1, "side", pa.array([0, 0])), candidacy(30)).num_rows == 1
    (link,) = comparing._compared(pa.table({"a": [a], "b": [b]}), pa.Table.from_batches([bodies])).to_pylist()
    first, second = sorted(made, key=lambda body: body.id)
    again = compare(features_of(first), features_of(second))
    assert link == comparing.link_row(replace(again, evidence=list(again.evidence)))  # type: ignore[arg-type]


def test_a_table_is_read_as_its_rows_would_be_as_lines(tmp_path: Path):
    read = load().read
    rows: list[dict[str, str | None]] = [
        {"id": "1", "text": FERRY, "published": "2026-03-02"},
        {"id": None, "text": "x" * 300, "published": None},
        {"id": "3", "text": " ", "published": None},
    ]
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.Table.from_pylist([row | {"ignored": 7} for row in rows]), path)
    lines = b"".join(json.dumps({k: v for k, v in row.items() if v is not None}).encode() + b"\n" for row in rows)
    entry = Entry("in", "rows.parquet", str(path))
    small = read.model_copy(update={"max_line_bytes": 290})
    for settings in (read, small):
        (tmp_path / "lines").write_bytes(lines)
        with (tmp_path / "lines").open("rb") as stream:
            expected = list(documents(stream, source="in", file="rows.parquet", max_line_bytes=settings.max_line_bytes))
        assert list(read_parquet(entry, settings)) == expected
    times = pa.table({"text": [FERRY], "published": [datetime(2026, 3, 2, tzinfo=UTC)]})
    pq.write_table(times, path)
    (dated,) = read_parquet(entry, read)
    assert dated.hints.published == "2026-03-02T00:00:00+00:00"  # type: ignore[union-attr]


def test_what_is_no_table_is_a_skip(tmp_path: Path):
    path = tmp_path / "rows.parquet"
    path.write_bytes(b"PAR1 and nothing else")
    entry = Entry("in", "rows.parquet", str(path))
    (skip,) = read_parquet(entry, load().read)
    assert (skip.reason, skip.origin) == (Reason.BAD_DOCUMENT, "rows.parquet")  # type: ignore[union-attr]
    (tmp_path / "link.parquet").symlink_to(path)
    assert is_parquet(entry)
    assert not is_parquet(Entry("in", "link.parquet", str(tmp_path / "link.parquet")))
    path.unlink()
    (gone,) = read_parquet(entry, load().read)
    assert gone == Skip("in", "rows.parquet", Reason.VANISHED)


def test_rows_come_in_batches_of_bounded_size():
    rows = [{"text": "x" * 5_000_000}] * 3 + [{"text": ""}] * 1001
    schema = pa.schema([("text", pa.string())])
    assert [batch.num_rows for batch in batches(rows, schema)] == [2, 1000, 2]
    assert list(columns(pa.table({"a": [1, 2], "b": [3, 4]}), "b", "a")) == [(3, 1), (4, 2)]
