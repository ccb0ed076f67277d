"""Evaluation of real texts by the real way; no score is expected, only what must hold of any."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsfold.errors import NotFound, SchemeMismatch, UsageError
from newsfold.evaluate import evaluation
from newsfold.evaluate.evaluation import evaluate_file, evaluate_pairs
from newsfold.explain import explain
from newsfold.fold import linking
from newsfold.ingest import ingest, recluster
from newsfold.model import Reason
from newsfold.settings import Settings, load
from newsfold.store.store import Store
from newsfold.views.evaluations import Evaluation, Quality

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GOLD = Path(__file__).parents[1] / "gold" / "dev2.jsonl"
ROWS = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()][:24]
PERFECT = Quality(1.0, 1.0, 1.0)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("NEWSFOLD_CLEAN__WORKERS", "1")
    return load(db=str(tmp_path / "own.db"))


def written(path: Path, rows: Sequence[Mapping[str, object]]) -> str:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return str(path)


def of_file(settings: Settings, path: str, worst: int = 5) -> Evaluation:
    return evaluate_file(path, settings, worst=worst, progress=lambda _: None)[0]


@pytest.fixture
def store(own: Settings, tmp_path: Path) -> dict[str, int]:
    """The user's own store of 24 articles; the id of each by its name in the gold set."""
    path = written(tmp_path / "gold.jsonl", ROWS)
    ingest([path], own, stdin=io.BytesIO(), progress=lambda _: None)
    with Store.open(own.db) as opened:
        return {row["id"]: opened.find_article(f"gold.jsonl#{row['id']}").id for row in ROWS}


def clusters(settings: Settings) -> dict[int, int]:
    """The cluster of every article, by their ids."""
    with Store.open(settings.db) as opened:
        return {article.id: article.cluster for page in opened.article_pages(100) for article in page}


def pairs_file(tmp_path: Path, pairs: list[tuple[object, object, bool]]) -> str:
    lines = [f"{a} {b} {'same' if same else 'different'}\n" for a, b, same in pairs]
    (tmp_path / "pairs").write_text("".join(lines))
    return str(tmp_path / "pairs")


def test_a_gold_set_is_measured_as_a_user_would_get_it(own: Settings, store: dict[str, int], tmp_path: Path):
    found = of_file(own, str(tmp_path / "gold.jsonl"))
    home = clusters(own)
    truth = {store[row["id"]]: row["event"] if row["role"] in "ABCDG" else row["id"] for row in ROWS}
    judged = [(truth[a] == truth[b], home[a] == home[b]) for a, b in combinations(sorted(truth), 2)]
    same, joined, right = (sum(pair[0] for pair in judged), sum(pair[1] for pair in judged), sum(map(all, judged)))
    assert (found.documents, found.same, found.different, found.threshold) == (24, same, 24 * 23 // 2 - same, 0.0)
    assert (found.pairs.precision, found.pairs.recall) == pytest.approx((right / joined, right / same))
    assert (found.joined_wrongly, found.missed) == (joined - right, same - right)
    assert found.bcubed == next(at.quality for at in found.curve if at.present)
    assert found.model is None
    assert found.bcubed is not None
    assert 0 < found.bcubed.f1 <= 1
    assert 0 < found.candidates.pair_recall <= 1


def test_the_curve_is_what_reclustering_gives_at_and_above_the_default(own: Settings, store: dict[str, int], tmp_path: Path):
    labels = [(store[a["id"]], store[b["id"]], a["event"] == b["event"]) for a, b in combinations(ROWS[:16], 2)]
    pairs = pairs_file(tmp_path, list(labels))
    curve = {at.threshold: at.quality for at in evaluate_pairs(pairs, own, worst=0).curve}
    for threshold in (3.0, 1.5):
        recluster(own, threshold, keep=True)
        found = evaluate_pairs(pairs, own, worst=0)
        assert found.threshold == threshold
        assert found.pairs == curve[threshold] == next(at.quality for at in found.curve if at.present)


def test_what_is_done_in_parts_is_the_same_in_smaller_parts(own: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = written(tmp_path / "gold.jsonl", ROWS)
    whole = of_file(own, path)
    monkeypatch.setattr(evaluation, "_PAGE", 5)
    monkeypatch.setattr(linking, "_LOOKED_UP_AT_ONCE", 3)
    parts = of_file(own, path)
    shown = (whole.false_joins, whole.misses, parts.false_joins, parts.misses)
    times = {article.first_seen: "now" for pairs in shown for pair in pairs for article in (pair.a, pair.b)}
    assert _timeless(parts, times) == _timeless(whole, times)


def _timeless(found: Evaluation, times: dict[str, str]) -> str:
    text = repr(found)
    for time, word in times.items():
        text = text.replace(time, word)
    return text


def test_misses_that_cannot_all_be_compared_are_counted_all_the_same(
    own: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    rows = [{**row, "cluster": "one"} for row in ROWS]
    path = written(tmp_path / "one.jsonl", rows)
    whole = of_file(own, path, worst=10_000)
    monkeypatch.setattr(evaluation, "_COMPARED", 2)
    few = of_file(own, path, worst=10_000)
    assert len(whole.misses) == whole.missed == few.missed > len(few.misses)


@pytest.mark.usefixtures("store")
def test_explain_knows_the_threshold_in_force(own: Settings):
    for threshold in (1.5, 0.0):
        recluster(own, threshold, keep=True)
        with Store.open(own.db) as opened:
            assert explain(opened, "1", "2").threshold == threshold


def test_labels_that_say_what_the_clusters_say_are_met_wholly(own: Settings, store: dict[str, int], tmp_path: Path):
    home = clusters(own)
    rows = [{**row, "cluster": home[store[row["id"]]]} for row in ROWS]
    found = of_file(own, written(tmp_path / "agreed.jsonl", rows))
    assert (found.bcubed, found.pairs, found.joined_wrongly, found.missed) == (PERFECT, PERFECT, 0, 0)
    assert (found.false_joins, found.misses) == ((), ())
    pairs = pairs_file(tmp_path, [(a, b, home[a] == home[b]) for a, b in combinations(sorted(home), 2)])
    assert evaluate_pairs(pairs, own, worst=5).pairs == PERFECT


@pytest.mark.usefixtures("store")
def test_labels_that_say_the_opposite_show_the_worst_mistakes_first(own: Settings, tmp_path: Path):
    """Every cluster is torn into single articles, and what stands alone is said to be one report."""
    home = clusters(own)
    sizes = [list(home.values()).count(cluster) for cluster in home.values()]
    rows = [{**row, "cluster": "odd" if sizes[place] == 1 else None} for place, row in enumerate(ROWS)]
    found = of_file(own, written(tmp_path / "opposite.jsonl", rows), worst=3)
    assert found.pairs == Quality(0.0, 0.0, 0.0)
    assert (len(found.false_joins), len(found.misses)) == (3, 3)
    joins, misses = [pair.log_odds for pair in found.false_joins], [pair.log_odds for pair in found.misses]
    assert None not in joins + misses
    assert joins == sorted(joins, key=lambda value: -(value or 0.0))
    assert misses == sorted(misses, key=lambda value: value or 0.0)
    for pair in (*found.false_joins, *found.misses):
        assert len(pair.terms) == 3
        shares = [abs(term.share) for term in pair.terms]
        assert shares == sorted(shares, reverse=True)
        assert pair.a.id < pair.b.id
    labelled = [(a, b, home[a] != home[b]) for a, b in combinations(sorted(home), 2)]
    turned = evaluate_pairs(pairs_file(tmp_path, list(labelled)), own, worst=3)
    assert turned.pairs == Quality(0.0, 0.0, 0.0)
    assert [pair.log_odds for pair in turned.false_joins] == joins
    assert turned.joined_wrongly == found.joined_wrongly


def test_exact_copies_are_judged_too(own: Settings, tmp_path: Path):
    text = ROWS[0]["text"]
    rows: list[dict[str, object]] = [
        {"id": "a", "text": text, "cluster": 1},
        {"id": "b", "text": text, "cluster": 1},
        {"id": "c", "text": text, "cluster": 2},
    ]
    found = of_file(own, written(tmp_path / "copies.jsonl", rows))
    assert (found.documents, found.same, found.joined_wrongly, found.missed) == (3, 1, 2, 0)
    (wrong,) = found.false_joins
    assert (wrong.log_odds, wrong.sketched, wrong.terms) == (None, True, ())
    assert (found.candidates.pair_recall, found.candidates.cluster_recall, found.candidates.pairs) == (1.0, 1.0, 0)


def test_documents_that_cannot_be_used_are_told_of_and_not_measured(own: Settings, tmp_path: Path):
    rows: list[dict[str, object]] = [{**ROWS[0]}, {"id": "empty", "text": " ", "cluster": 1}]
    found, summary = evaluate_file(written(tmp_path / "a.jsonl", rows), own, worst=5, progress=lambda _: None)
    assert (found.documents, found.pairs, dict(summary.skipped)) == (1, PERFECT, {Reason.EMPTY: 1})
    assert not Path(own.db).exists()
    with pytest.raises(UsageError, match="could be used"):
        of_file(own, written(tmp_path / "b.jsonl", rows[1:]))


def test_pairs_are_named_in_any_way_and_counted_once(own: Settings, store: dict[str, int], tmp_path: Path):
    a, b, f = (row for row in ROWS[:8] if row["role"] in "ABF")
    pairs = [
        (f"gold.jsonl#{a['id']}", b["url"], True),
        (store[b["id"]], store[a["id"]], True),
        (store[a["id"]], f["url"], False),
    ]
    before = rows_of(own)
    found = evaluate_pairs(pairs_file(tmp_path, list(pairs)), own, worst=5)
    assert (found.documents, found.same, found.different, found.bcubed) == (3, 1, 1, None)
    assert found.candidates.cluster_recall is None
    assert found.model is not None
    assert rows_of(own) == before


def rows_of(settings: Settings) -> list[str]:
    with closing(sqlite3.connect(settings.db)) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize(
    ("second", "kind", "told"),
    [
        (("1", "nobody", True), NotFound, "line 2: no article nobody"),
        (("1", "gold.jsonl#fezzan-ceasefire-talks-A", True), UsageError, "line 2: both names mean article 1"),
        (("2", "1", False), UsageError, "line 2: line 1 says the opposite"),
    ],
)
@pytest.mark.usefixtures("store")
def test_a_pair_that_cannot_be_judged_is_refused_by_its_line(
    own: Settings, tmp_path: Path, second: tuple[str, str, bool], kind: type[Exception], told: str
):
    assert ROWS[0]["id"] == "fezzan-ceasefire-talks-A"
    with pytest.raises(kind, match=told):
        evaluate_pairs(pairs_file(tmp_path, [("1", "2", True), second]), own, worst=5)


def test_a_store_of_another_scheme_or_none_is_refused(own: Settings, tmp_path: Path):
    pairs = pairs_file(tmp_path, [(1, 2, True)])
    with pytest.raises(NotFound):
        evaluate_pairs(pairs, own, worst=5)
    with pytest.raises(NotFound):
        recluster(own, 1.0, keep=True)
    assert not Path(own.db).exists()
    Store.open(own.db, write=True, scheme="other").close()
    with pytest.raises(SchemeMismatch):
        evaluate_pairs(pairs, own, worst=5)
    with pytest.raises(SchemeMismatch):
        recluster(own, 1.0, keep=True)
