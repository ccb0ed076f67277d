"""Exports whole: every form on one small store."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from handing.samples import IDENTITY, REPORT, exported
from newsfold.changes import Changes, Event
from newsfold.errors import UsageError
from newsfold.handing import handout, parquet
from newsfold.handing.handout import Handout, Shape
from newsfold.report import handed
from newsfold.views.handing import Mark, Wanted
from store_builders import AT, LATER, make_article, make_changes, make_cluster, make_filed

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsfold.store.store import Store

ARTICLE = [
    "origin",
    "url",
    "title",
    "site",
    "author",
    "published",
    "first_seen",
    "changed",
    "revision",
    "lang",
    "words",
    "tags",
    "sightings",
]


def lines(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.decode().splitlines()]


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("clusters.jsonl", {}),
        ("clusters-text.jsonl", {"text": True}),
        ("articles.jsonl", {"articles": True}),
        ("canonicals.jsonl", {"canonicals": True, "text": True}),
        ("articles.csv", {"form": "csv"}),
        ("articles-text.csv", {"form": "csv", "text": True}),
        ("feed.atom", {"form": "atom", "url": "http://127.0.0.1:8788/feed.atom", "title": "The coast"}),
        ("feed-text.json", {"form": "json-feed", "text": True}),
    ],
)
def test_golden_exports(store: Store, golden: Callable[[str, bytes], None], name: str, shape: dict[str, Any]):
    golden(name, exported(store, **shape))


def test_the_json_of_clusters_keeps_its_promise(store: Store):
    first, *_ = lines(exported(store))
    assert list(first) == ["id", "uri", "created", "changed", "size", "canonical", "canonical_reason", "variants"]
    assert list(first["canonical"]) == ["id", *ARTICLE]
    assert all(list(variant) == ["id", *ARTICLE, "relation", "log_odds", "copy_of"] for variant in first["variants"])
    assert (first["size"], first["created"], first["changed"]) == (3, AT, AT)
    assert first["canonical"]["sightings"] == [{"source": "agency", "first_seen": "2026-03-02T10:00:00+00:00"}]
    assert [(one["id"], one["relation"], one["log_odds"], one["copy_of"]) for one in first["variants"]] == [
        (2, "copy", None, 1),
        (3, "rewrite", 2.5, None),
    ]


def test_the_json_of_articles_keeps_its_promise(store: Store):
    told = lines(exported(store, articles=True, text=True))
    assert all(list(one) == ["id", "cluster", "role", "relation", "log_odds", "copy_of", *ARTICLE, "text"] for one in told)
    roles = [(one["id"], one["cluster"], one["role"]) for one in told]
    assert roles == [
        (1, 1, "canonical"),
        (2, 1, "copy"),
        (3, 1, "variant"),
        (4, 2, "canonical"),
        (5, 2, "variant"),
        (6, 3, "canonical"),
    ]
    assert told[0]["text"] == REPORT.replace("\n", "\n\n")


def test_removed_texts_are_null(store: Store):
    store.apply(Changes(emptied=(1,)), LATER)
    assert next(one["text"] for one in lines(exported(store, canonicals=True, text=True))) is None
    assert json.loads(exported(store, form="json-feed"))["items"][2]["content_html"].startswith('<p lang="en">Also told by:</p>')


def test_csv_is_one_table_whose_cells_are_what_they_say(store: Store):
    content = exported(store, form="csv", text=True).decode()
    header, *rows = csv.reader(io.StringIO(content, newline=""))
    assert (header, {len(row) for row in rows}, content.count("\r\n")) == ([*handed.KEYS, "text"], {len(header)}, 7)
    table = [dict(zip(header, row, strict=True)) for row in rows]
    assert [row["log_odds"] for row in table] == ["", "", "2.5", "", "2.5", ""]
    assert (table[0]["tags"], table[0]["sightings"], table[4]["title"]) == ("nordhavn | ships", "agency", "'+240 flats")
    assert table[3]["text"] == "'=The council will turn a tram depot into 240 flats."


def test_parquet_has_types_and_the_same_articles(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parquet, "_ROWS", 4)
    content = exported(store, form="parquet", text=True)
    file = pq.ParquetFile(io.BytesIO(content))
    assert ([file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)], file.metadata.num_rows) == ([4, 2], 6)
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    types = {field.name: field.type for field in file.schema_arrow}
    assert list(types) == [*handed.KEYS[:12], "published_utc", *handed.KEYS[12:], "text"]
    assert (types["id"], types["words"], types["log_odds"]) == (pa.int64(), pa.int32(), pa.float64())
    assert {types[name] for name in ("published_utc", "first_seen", "changed")} == {pa.timestamp("ms", tz="UTC")}
    rows = file.read().to_pylist()
    told = lines(exported(store, articles=True, text=True))
    kept = [key for key in told[0] if key not in {"first_seen", "changed", "sightings"}]
    assert [{key: row[key] for key in kept} for row in rows] == [{key: one[key] for key in kept} for one in told]
    seen = datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert (rows[0]["first_seen"], rows[0]["sightings"]) == (seen, [{"source": "agency", "first_seen": seen}])
    assert [row["published_utc"] and row["published_utc"].isoformat() for row in rows] == [
        "2026-03-02T08:15:00+00:00",
        "2026-03-02T23:59:59+00:00",
        *[None] * 4,
    ]


def test_a_group_of_rows_is_bounded_by_its_texts(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parquet, "_CHARACTERS", 50)
    assert pq.ParquetFile(io.BytesIO(exported(store, form="parquet", text=True))).num_row_groups > 2


def test_without_its_library_parquet_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch):
    known = {"pyarrow": None}
    monkeypatch.setattr(parquet, "find_spec", known.get)
    with pytest.raises(UsageError, match=r"pip install 'newsfold\[parquet\]'"):
        exported(store, form="parquet")


def test_an_empty_store_gives_empty_exports(store: Store):
    nothing = Wanted(site="nowhere.example")
    assert exported(store, nothing) == b""
    assert exported(store, nothing, form="csv").decode() == ",".join(handed.KEYS) + "\r\n"
    assert pq.read_table(io.BytesIO(exported(store, nothing, form="parquet"))).num_rows == 0
    assert json.loads(exported(store, nothing, form="json-feed"))["items"] == []


def test_filters_choose_clusters_or_in_flat_exports_articles(store: Store):
    def ids(wanted: Wanted, **shape: Any) -> list[int]:  # noqa: ANN401 fields of any type
        return [one["id"] for one in lines(exported(store, wanted, **shape))]

    german, sited, tagged = Wanted(language="de"), Wanted(site="townpost.example"), Wanted(tag="SHIPS")
    assert [ids(wanted) for wanted in (german, sited, tagged)] == [[1], [2], [1]]
    assert [ids(wanted, articles=True) for wanted in (german, sited, tagged)] == [[3], [4, 5], [1]]
    assert [ids(wanted, canonicals=True) for wanted in (german, sited, tagged)] == [[], [4], [1]]
    assert ids(Wanted(min_size=3), articles=True) == [1, 2, 3]


@pytest.mark.parametrize(
    ("shape", "held"), [({}, (3, 6)), ({"canonicals": True}, (3, 3)), ({"form": "atom"}, (3, 6)), ({"form": "csv"}, (3, 6))]
)
def test_an_export_tells_what_it_held(store: Store, monkeypatch: pytest.MonkeyPatch, shape: dict[str, Any], held: tuple[int, int]):
    monkeypatch.setattr(handout, "_AT_ONCE", 1)
    made = Handout(store, Wanted(), Shape(**shape))
    assert b"".join(made)
    assert ((made.clusters, made.articles), made.gone, made.mark) == (held, 0, Mark(AT, 3))


def test_what_became_of_clusters_since_a_mark_comes_first(store: Store):
    mark = store.mark()
    whole = [make_filed(number, article.article) for number, article in sorted(store.articles([4, 5, 6]).items())]
    gone = make_filed(7, make_article("old.html", "Something old."))
    store.apply(make_changes([gone], first_cluster=4), AT)
    store.apply(Changes(clusters=(make_cluster(2, whole),), merged=((3, 2),), events=(Event(3, "merged", 2),)), AT)
    store.apply(Changes(removed=(7,), clusters_gone=(4,), bodies_gone=(gone.body,)), LATER)
    since = Wanted(since=mark)
    merged, removed, *rest = lines(exported(store, since))
    assert (merged, removed) == ({"id": 3, "merged_into": 2}, {"id": 4, "removed": LATER})
    assert [(one["id"], one["size"]) for one in rest] == [(2, 3)]
    flat = lines(exported(store, since, articles=True))
    assert flat[:3] == [{"cluster": 3, "merged_into": 2}, {"cluster": 4, "removed": LATER}, {"id": 7, "removed": LATER}]
    assert [one["id"] for one in flat[3:]] == [4, 5, 6]
    made = Handout(store, since, Shape())
    list(made)
    assert (made.gone, made.clusters, made.mark) == (2, 1, store.mark())


def test_the_name_of_a_cluster_is_made_of_the_databases_own(store: Store):
    told = lines(exported(store))
    assert [one["uri"] for one in told] == [
        "urn:uuid:be25bbde-57fc-5ea4-a276-a9c03bea214f",
        "urn:uuid:7fa61971-eafd-59fd-b00b-cf99dc978afa",
        "urn:uuid:2351a5ec-894c-5fcc-a818-186118011017",
    ]
    assert IDENTITY not in exported(store).decode()


@pytest.mark.parametrize("form", ["atom", "json-feed"])
@pytest.mark.parametrize("shape", [{"articles": True}, {"canonicals": True}])
def test_feeds_have_clusters_alone(store: Store, form: str, shape: dict[str, Any]):
    with pytest.raises(UsageError, match="one entry a cluster"):
        exported(store, form=form, **shape)
    with pytest.raises(UsageError, match="one entry a cluster"):
        exported(store, Wanted(since=Mark(AT)), form=form)
