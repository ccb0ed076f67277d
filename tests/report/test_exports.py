from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from newsfold.model import Relation
from newsfold.report import exports, records
from newsfold.report.safe import csv_cell
from newsfold.views.clusters import VariantView
from newsfold.views.explanations import Alignment, Conflict, Mention, Mentions, Passage
from report.samples import (
    APART,
    CLUSTER,
    CLUSTERS,
    EVALUATION,
    EXACT,
    EXPLANATION,
    HOSTILE,
    PAIRS_EVALUATION,
    RECLUSTERING,
    SKIPS,
    SUMMARY,
    article,
)
from report.strategies import ANY_CLUSTER

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsfold.views.clusters import ArticleView, ClusterView

ARTICLE_KEYS = ["id", "origin", "url", "title", "site", "author", "published", "first_seen", "lang", "words", "copies"]


def test_the_json_of_a_report_keeps_its_promise():
    document = json.loads(exports.clusters_json(CLUSTERS))
    assert list(document) == ["clusters"]
    for cluster in document["clusters"]:
        assert list(cluster) == ["id", "canonical", "canonical_reason", "variants"]
        assert list(cluster["canonical"]) == ARTICLE_KEYS
        assert all(list(variant) == [*ARTICLE_KEYS, "relation", "log_odds"] for variant in cluster["variants"])
    first = document["clusters"][0]
    assert first["canonical"] == {
        "id": 11,
        "origin": "wire/11.html",
        "url": "https://harrowwire.example/world/africa/libya-talks-malta-end-without-truce",
        "title": "Libya talks in Malta end without truce as sides clash over desert airfield",
        "site": "harrowwire.example",
        "author": "Konrad Debattista",
        "published": "2026-03-10T18:05:00+01:00",
        "first_seen": "2026-03-05T12:00:00+00:00",
        "lang": "en",
        "words": 412,
        "copies": ["mirror/harrow-wire/libya-talks.html", "mirror/planet/entry-8812.html"],
    }
    assert (first["variants"][0]["relation"], first["variants"][0]["log_odds"]) == ("rewrite", 4.217)
    assert first["variants"][1]["title"] is None


def test_the_json_of_an_explanation():
    document = json.loads(exports.json_text(records.explanation(EXPLANATION)))
    promised = ["a", "b", "together", "exact", "sketched", "log_odds", "probability", "base", "terms", "passages"]
    assert list(document) == [*promised, "threshold", "second_opinion", "names", "figures", "words", "decided"]
    assert (document["probability"], document["threshold"]) == (0.9855, 0.0)
    assert document["terms"][0] == {
        "name": "rare_words",
        "meaning": "rare words in common, weighted",
        "value": 0.61,
        "share": 3.912,
    }
    assert document["passages"][3] == {
        "kind": "only in A",
        "a": "A previous truce, signed in 2023, collapsed within days.",
        "b": None,
        "likeness": 0.0,
        "a_spans": [],
        "b_spans": [],
    }
    reworded = document["passages"][2]
    told = [[reworded[side][start:end] for start, end in reworded[f"{side}_spans"]] for side in ("a", "b")]
    assert told == [
        ["UN envoy Ingeborg Aastveit", "principle", "fighting", "balked", "map"],
        ["principle", "fighting", "balked", "map", "UN envoy Ingeborg Aastveit"],
    ]
    assert document["second_opinion"] == {"encoder": "use-multilingual-3", "undecided": True, "added": 0.41}
    assert document["names"]["common"][0] == {"a": "Ingeborg Aastveit", "b": "Ingeborg Astveit", "weight": 1.75}
    assert document["names"]["only_a"] == [{"a": "Harrow Wire", "b": None, "weight": 1.5}]
    assert len(document["names"]["only_b"]) == 14
    assert list(document["figures"]) == ["common", "only_a", "only_b", "in_conflict"]
    assert document["figures"]["in_conflict"][0] == {
        "a": "…shelling killed 14 people in the…",
        "b": "At least 17 people were killed…",
        "a_span": [17, 19],
        "b_span": [9, 11],
    }
    assert document["words"] == {
        "common": [{"a": "airfield", "b": "airfields", "weight": 0.6}, {"a": "tarmac", "b": "tarmac", "weight": 0.58}]
    }


def test_the_json_of_an_explanation_without_what_there_need_not_be():
    document = json.loads(exports.json_text(records.explanation(EXACT)))
    none: dict[str, list[object]] = {"common": [], "only_a": [], "only_b": []}
    assert (document["names"], document["figures"], document["words"]) == (none, none | {"in_conflict": []}, {"common": []})
    assert document["second_opinion"] is None


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_json_of_hostile_text_shows_no_hidden_character_and_means_the_same(hostile: str):
    view = replace(
        EXPLANATION,
        names=Mentions(common=(Mention(hostile, hostile, 1.0),)),
        conflicts=(Conflict(hostile, hostile, (0, 0), (0, 0)),),
        passages=(Passage(Alignment.REWORDED, hostile, hostile, 0.5, ((0, len(hostile)),), ()),),
    )
    text = exports.json_text(records.explanation(view))
    text.encode()
    assert all(line.isprintable() for line in text.split("\n"))
    document = json.loads(text)
    found = [document["names"]["common"][0]["a"], document["figures"]["in_conflict"][0]["b"], document["passages"][0]["a"]]
    assert found == [hostile] * 3


def test_the_json_of_skips_and_of_a_summary():
    assert records.skip(SKIPS[1]) == {
        "origin": "feeds/ledger.jsonl#7",
        "source": "/data/news",
        "reason": "bad JSON",
        "detail": "line 7, column 12: expecting ','",
        "seen": "2026-03-05T12:00:01+00:00",
    }
    assert records.summary(SUMMARY) == {
        "read": 1234,
        "new": 1200,
        "revised": 3,
        "copies": 8,
        "unchanged": 20,
        "removed": 0,
        "skipped": {"empty": 1, "bad JSON": 2},
        "clusters": 970,
        "quarantined": 0,
        "seconds": {"clean": 41.25, "match": 6.5, "store": 2.25},
    }


def test_golden_exports(golden: Callable[[str, str], None]):
    golden("clusters.json", exports.clusters_json(CLUSTERS))
    golden("clusters.jsonl", exports.json_lines(records.cluster(cluster) for cluster in CLUSTERS))
    golden("clusters.csv", exports.clusters_csv(CLUSTERS))
    golden("cluster.json", exports.json_text(records.cluster(CLUSTER)))
    golden("explanation.json", exports.json_text(records.explanation(APART)))
    golden("skips.csv", exports.skips_csv(SKIPS))


def test_jsonl_holds_one_cluster_a_line():
    lines = exports.json_lines(records.cluster(cluster) for cluster in CLUSTERS).splitlines()
    assert [json.loads(line) for line in lines] == json.loads(exports.clusters_json(CLUSTERS))["clusters"]


def test_no_clusters_are_still_a_document():
    assert json.loads(exports.clusters_json([])) == {"clusters": []}
    assert exports.json_lines([]) == ""
    assert exports.clusters_csv([]) == f"cluster,role,relation,log_odds,{','.join(ARTICLE_KEYS)}\r\n"


def test_a_figure_that_is_no_number_is_a_fault():
    broken = replace(CLUSTER, variants=(VariantView(article(), Relation.REWRITE, float("nan")),))
    with pytest.raises(ValueError, match="Out of range"):
        exports.clusters_json([broken])


def test_the_json_of_an_evaluation(golden: Callable[[str, str], None]):
    text = exports.json_text(records.evaluation(EVALUATION))
    golden("evaluation.json", text)
    document = json.loads(text)
    assert (document["bcubed"]["f1"], document["model"], document["candidates"]["share"]) == (0.9708, None, 0.075439)
    assert [pair["log_odds"] for pair in document["false_joins"]] == [None, 4.217]
    pairs = json.loads(exports.json_text(records.evaluation(PAIRS_EVALUATION)))
    assert (pairs["bcubed"], pairs["model"]["precision"], pairs["candidates"]["cluster_recall"]) == (None, 1.0, None)
    assert list(pairs) == list(document)


def test_the_json_of_a_reclustering(golden: Callable[[str, str], None]):
    text = exports.json_text(records.reclustering(RECLUSTERING))
    golden("reclustering.json", text)
    assert list(json.loads(text)) == ["before", "after", "stored", "splits", "mergers", "moves", "canonicals"]


@given(ANY_CLUSTER)
def test_any_cluster_reads_back_equal_from_json(cluster: ClusterView):
    text = exports.clusters_json([cluster])
    assert _utf16(json.loads(text.encode())) == _utf16({"clusters": [records.cluster(cluster)]})
    (line,) = exports.json_lines([records.cluster(cluster)]).split("\n")[:-1]
    assert json.loads(line) == json.loads(text)["clusters"][0]


@given(ANY_CLUSTER)
def test_any_cluster_reads_back_as_shown_from_csv(cluster: ClusterView):
    text = exports.clusters_csv([cluster]).encode().decode()
    header, *rows = list(csv.reader(io.StringIO(text, newline="")))
    assert header == ["cluster", "role", "relation", "log_odds", *ARTICLE_KEYS]
    canonical = [str(cluster.id), "canonical", "", "", *_cells(cluster.canonical)]
    variants = [[str(cluster.id), "variant", v.relation.value, str(v.log_odds), *_cells(v.article)] for v in cluster.variants]
    assert rows == [canonical, *variants]
    texts = [cell for row in rows for at, cell in enumerate(row) if header[at] != "log_odds"]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in texts)


def _cells(view: ArticleView) -> list[str]:
    values = [getattr(view, key) for key in ARTICLE_KEYS[:-1]] + [" | ".join(view.copies)]
    return ["" if value is None else csv_cell(str(value)) for value in values]


def _utf16(value: Any) -> str:  # noqa: ANN401 any JSON value
    """JSON cannot tell two lone surrogates that stand together from the character that they make."""
    return json.dumps(value, ensure_ascii=True)
