"""What was exported is taken in again, and gives the same clusters."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from newsfold.evaluate.labels import read_labels
from newsfold.files import replacing
from newsfold.handing.handout import Handout, Shape
from newsfold.ingest import ingest
from newsfold.settings import load
from newsfold.store.store import Store
from newsfold.views.handing import Wanted

if TYPE_CHECKING:
    import pytest

REPOSITORY = Path(__file__).parents[2]
GOLD = REPOSITORY / "tests" / "gold" / "multi_dev.jsonl"


def test_articles_with_texts_are_taken_in_again_and_give_the_same_clusters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEWSFOLD_CLEAN__WORKERS", "1")
    first, again, exported = (str(tmp_path / name) for name in ("first.db", "again.db", "articles.jsonl"))
    some = tmp_path / "some.jsonl"
    some.write_text("".join(GOLD.read_text(encoding="utf-8").splitlines(keepends=True)[:16]), encoding="utf-8")
    _take_in(first, str(some), str(REPOSITORY / "scripts" / "sample" / "pages"))
    with Store.open(first) as store, replacing(Path(exported)) as file:
        file.writelines(Handout(store, Wanted(), Shape(articles=True, text=True)))
    _take_in(again, exported)
    clusters = _partition(first)
    assert len(clusters) > 5
    assert any(len(cluster) > 2 for cluster in clusters)
    assert _partition(again) == clusters
    # And whoever labelled documents finds them labelled.
    labels = Counter(label for label in read_labels(exported).values() if label)
    assert sorted(labels.values()) == sorted(map(len, clusters))


def _take_in(db: str, *paths: str) -> None:
    ingest(paths, load(db=db), stdin=io.BytesIO(), progress=lambda _: None)


def _partition(db: str) -> set[frozenset[str]]:
    """The titles of the articles that stand together: all of them have one of their own."""
    with Store.open(db) as store:
        clusters = [[article.title for article in cluster.articles] for cluster in store.handed(Wanted())]
    return {frozenset(filter(None, titles)) for titles in clusters}
