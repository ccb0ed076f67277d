"""The whole of it: what Spark makes of an archive is, value for value, what one machine makes of it."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from backfill.archive import made
from newsfold.backfill.backfill import Sizes
from newsfold.backfill.running import Filled, Job, run
from newsfold.errors import NotEmpty, PathMissing, SettingsError, UsageError
from newsfold.ingest import ingest
from newsfold.settings import Settings, load
from newsfold.store.dump import dump_text
from newsfold.store.store import Store

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("java")

CONF = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.driver.memory": "1g"}
TABLES = ("articles", "bodies", "links", "clusters", "skips")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("NEWSFOLD_READ__BATCH", "60")
    monkeypatch.setenv("NEWSFOLD_CLEAN__WORKERS", "1")
    return load(db=str(tmp_path / "spark.db"))


def spark(tmp_path: Path, paths: list[str], settings: Settings, **sizes: int) -> Filled:
    job = Job("local[2]", CONF, str(tmp_path / "out"), str(tmp_path / "work"), settings.db)
    return run(paths, settings, job, at=datetime.now(UTC), progress=lambda _: None, sizes=Sizes(**sizes))


def dumped(db: str, folder: Path) -> dict[str, Any]:
    with Store.open(db) as store:
        assert store.check(lambda _: None).findings == ()
        whole: dict[str, Any] = json.loads(dump_text(store).replace(str(folder), "").replace("table.parquet", "table.jsonl"))
        return whole


def without_floods(dump: dict[str, Any]) -> dict[str, Any]:
    """Without the links inside the flood: one machine compares fewer of its pairs than Spark does."""
    flood = {article["body"] for article in dump["articles"] if article["key"][1].startswith("flood.jsonl")}
    assert len(flood) > 64
    return dump | {"links": [link for link in dump["links"] if not flood.issuperset(link[:2])]}


def test_the_clusters_are_those_of_one_machine(tmp_path: Path, settings: Settings):
    paths = [str(path) for path in made(tmp_path / "spark", spark=True)]
    # Small blocks, and no edge for the driver: so all happens that else happens in large archives alone.
    filled = spark(tmp_path, paths, settings, block=70, pairs=300, few=0)
    one = settings.model_copy(update={"db": str(tmp_path / "one.db")})
    for path in made(tmp_path / "one", spark=False):
        ingest([str(path)], one, stdin=io.BytesIO(), progress=lambda _: None)

    folded = dumped(settings.db, tmp_path / "spark")
    assert without_floods(folded) == without_floods(dumped(one.db, tmp_path / "one"))
    assert len(folded["skips"]) == filled.skips == 7
    assert any(article["recurring"] for article in folded["articles"])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(TABLES)
    stored = {name: pq.read_table(tmp_path / "out" / name).num_rows for name in TABLES}
    assert stored == {name: getattr(filled, name) for name in TABLES}
    assert not (tmp_path / "work").exists()

    # What is there is not touched, whether it is the folder or the database.
    with pytest.raises(NotEmpty, match=r"out is not empty; name a folder that is"):
        spark(tmp_path, paths, settings)
    job = Job("local[2]", CONF, None, str(tmp_path / "work"), settings.db)
    with pytest.raises(NotEmpty, match="holds articles; a backfill is loaded into a new one"):
        run(paths, settings, job, at=datetime.now(UTC), progress=lambda _: None)
    with pytest.raises(PathMissing, match="no such file or folder: nowhere"):
        run(
            ["nowhere"],
            one,
            Job("local[2]", CONF, None, str(tmp_path / "work"), None),
            at=datetime.now(UTC),
            progress=lambda _: None,
        )
    with pytest.raises(UsageError, match="standard input is nowhere to be found on other machines"):
        run(["-"], one, Job("local[2]", CONF, None, str(tmp_path / "work"), None), at=datetime.now(UTC), progress=lambda _: None)


def test_an_encoder_is_not_asked(tmp_path: Path, settings: Settings):
    asking = settings.model_copy(update={"match": settings.match.model_copy(update={"encoder": "use-multilingual-3"})})
    with pytest.raises(SettingsError, match=r"match\.encoder: a backfill asks no encoder"):
        spark(tmp_path, ["nowhere"], asking)
