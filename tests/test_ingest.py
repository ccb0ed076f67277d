"""The main job, end to end: real files in, a real database out; every input counted once, and nothing lost."""

import io
import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from newsfold.errors import NotFound, PathMissing, SchemeMismatch, SettingsError, StoreBusy
from newsfold.evaluate.evaluation import evaluate_pairs
from newsfold.ingest import ingest, rebuild, recluster
from newsfold.match.encoder import DEFAULT
from newsfold.model import Reason
from newsfold.report.exports import clusters_json
from newsfold.settings import Settings, load
from newsfold.store.dump import dump_text
from newsfold.store.store import Store
from newsfold.store.tables import metadata
from newsfold.views.clusters import ClusterView
from newsfold.views.runs import Summary

REPOSITORY = Path(__file__).parents[1]
SHARED = REPOSITORY.parent / "shared"
GOLD = REPOSITORY / "tests" / "gold"
ROWS = [json.loads(line) for line in (GOLD / "dev1.jsonl").read_text(encoding="utf-8").splitlines()]
ROLE = {row["role"]: row for row in ROWS if row["event"] == "zambia-korea-minerals"}


@pytest.fixture
def settings(database: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("NEWSFOLD_READ__BATCH", "4")
    monkeypatch.setenv("NEWSFOLD_CLEAN__WORKERS", "1")
    return load(db=database)


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """For what is about a file and its one writer, or about no database at all."""
    monkeypatch.setenv("NEWSFOLD_READ__BATCH", "4")
    monkeypatch.setenv("NEWSFOLD_CLEAN__WORKERS", "1")
    return load(db=str(tmp_path / "newsfold.db"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One report as a page, its rewrite as text, a copy and a brief as JSON Lines; and four inputs that are no use."""
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "agency.html").write_text(page(ROLE["A"]), encoding="utf-8")
    (folder / "sub" / "rewrite.txt").write_text(ROLE["D"]["text"], encoding="utf-8")
    lines = [
        json.dumps({"id": "brief", **{key: ROLE["G"][key] for key in ("text", "title", "url", "published", "site")}}),
        "{broken",
        json.dumps({"text": ROLE["H"]["text"], "site": "far.example"}),
    ]
    (folder / "documents.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "empty.html").touch()
    (folder / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (folder / "loop").symlink_to(folder)
    return folder


def page(row: dict[str, str]) -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in row["text"].split("\n") if paragraph)
    return (
        f'<html lang="en"><head><title>{row["title"]}</title><link rel="canonical" href="{row["url"]}">'
        f'<meta property="article:published_time" content="{row["published"]}"></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{row['title']}</h1>{paragraphs}</article></body></html>"
    )


def taken_in(settings: Settings, *paths: Path | str, stdin: bytes = b"", wait_s: float = 0.0) -> Summary:
    return ingest([str(path) for path in paths], settings, stdin=io.BytesIO(stdin), progress=lambda _: None, wait_s=wait_s)


def counts(summary: Summary) -> tuple[int, int, int, int, int, dict[Reason, int]]:
    return summary.read, summary.new, summary.revised, summary.copies, summary.unchanged, dict(summary.skipped)


def views(settings: Settings) -> list[ClusterView]:
    with Store.open(settings.db) as store:
        return store.report(limit=1000, singles=True)


def stored(settings: Settings) -> list[str]:
    """Every row of every table, as text."""
    if settings.db.startswith("postgresql:"):
        with Store.open(settings.db) as store, store._reading() as connection:
            return [str(row) for table in metadata.sorted_tables for row in connection.execute(select(table))]
    with closing(sqlite3.connect(settings.db)) as connection:
        return list(connection.iterdump())


def test_a_folder_becomes_clusters(settings: Settings, folder: Path):
    finished: list[int] = []
    summary = ingest([str(folder)], settings, stdin=io.BytesIO(), progress=finished.append)
    skipped = {Reason.BAD_JSON: 1, Reason.EMPTY: 1, Reason.NOT_TEXT: 1, Reason.LINK: 1}
    assert counts(summary) == (8, 4, 0, 0, 0, skipped)
    assert sum(finished) == 8
    assert [skip.origin for skip in summary.first_skips] == ["documents.jsonl#2", "empty.html", "loop", "picture.html"]
    clusters = {view.canonical.origin: [variant.article.origin for variant in view.variants] for view in views(settings)}
    assert clusters == {"agency.html": ["documents.jsonl#brief", "sub/rewrite.txt"], "documents.jsonl#3": []}
    agency = next(view.canonical for view in views(settings) if view.variants)
    assert (agency.title, agency.url, agency.site) == (ROLE["A"]["title"], ROLE["A"]["url"], ROLE["A"]["site"])
    assert (agency.published, agency.lang) == (ROLE["A"]["published"], "en")


def test_the_same_folder_again_changes_no_row_and_so_does_a_moved_one(settings: Settings, folder: Path, tmp_path: Path):
    taken_in(settings, folder)
    before = stored(settings)
    skipped = {Reason.BAD_JSON: 1, Reason.EMPTY: 1, Reason.NOT_TEXT: 1, Reason.LINK: 1}
    assert counts(taken_in(settings, folder)) == (8, 0, 0, 0, 4, skipped)
    assert stored(settings) == before
    folder.rename(tmp_path / "moved")
    assert counts(taken_in(settings, tmp_path / "moved"))[:5] == (8, 0, 0, 0, 4)


def test_a_changed_file_is_a_revision_and_a_mended_one_is_no_skip_any_more(settings: Settings, folder: Path):
    taken_in(settings, folder)
    (folder / "sub" / "rewrite.txt").write_text(ROLE["H"]["text"], encoding="utf-8")
    (folder / "empty.html").write_text(page(ROLE["B"]), encoding="utf-8")
    summary = taken_in(settings, folder)
    assert counts(summary)[:5] == (8, 1, 1, 0, 3)
    with Store.open(settings.db) as store:
        assert {skip.origin for skip in store.skips()} == {"documents.jsonl#2", "picture.html", "loop"}
        assert store.counts()["revisions"] == 1
    by_canonical = {view.canonical.origin: view for view in views(settings)}
    assert {variant.article.origin for variant in by_canonical["agency.html"].variants} == {"empty.html", "documents.jsonl#brief"}
    assert by_canonical["documents.jsonl#3"].canonical.copies == ("sub/rewrite.txt",)


def test_documents_without_an_id_are_known_by_what_they_say(settings: Settings, tmp_path: Path):
    """A file that grows at its head moves every line; no article may take another's place, as a revision would."""
    file = tmp_path / "daily.jsonl"
    file.write_text(json.dumps({"text": ROLE["A"]["text"]}) + "\n", encoding="utf-8")
    taken_in(settings, file)
    file.write_text("".join(json.dumps({"text": ROLE[role]["text"]}) + "\n" for role in "HA"), encoding="utf-8")
    assert counts(taken_in(settings, file))[:5] == (2, 1, 0, 1, 0)
    found = {view.canonical.words: view.canonical.copies for view in views(settings)}
    assert sorted(found.values()) == [(), ("daily.jsonl#2",)]


def test_standard_input(settings: Settings):
    lines = "".join(json.dumps({"id": role, "text": ROLE[role]["text"]}) + "\n" for role in "AB")
    assert counts(taken_in(settings, "-", stdin=lines.encode()))[:5] == (2, 2, 0, 0, 0)
    assert [len(view.variants) for view in views(settings)] == [1]


def test_the_same_path_twice_and_a_folder_inside_another(settings: Settings, folder: Path):
    assert counts(taken_in(settings, folder, folder))[:2] == (8, 4)
    assert counts(taken_in(settings, folder / "sub"))[:5] == (1, 0, 0, 1, 0)


def test_a_missing_path_stops_before_anything_is_made(local: Settings, folder: Path):
    with pytest.raises(PathMissing):
        taken_in(local, folder, folder / "nowhere")
    assert not Path(local.db).exists()


def test_a_second_writer_is_told_and_the_first_is_not_disturbed(local: Settings, folder: Path):
    with Store.open(local.db, write=True), pytest.raises(StoreBusy):
        taken_in(local, folder)
    assert counts(taken_in(local, folder))[:2] == (8, 4)


def test_a_writer_that_soon_ends_is_waited_for(local: Settings, folder: Path):
    writer = Store.open(local.db, write=True)
    ending = threading.Timer(1.0, writer.close)
    with pytest.raises(StoreBusy):
        taken_in(local, folder, wait_s=0.1)
    ending.start()
    assert counts(taken_in(local, folder, wait_s=60))[:2] == (8, 4)


def test_a_rebuild_changes_nothing_that_a_user_sees(settings: Settings, folder: Path):
    taken_in(settings, folder)
    before = clusters_json(views(settings))
    assert rebuild(settings) == 2
    assert clusters_json(views(settings)) == before


def test_a_rebuild_makes_no_database(local: Settings):
    with pytest.raises(NotFound):
        rebuild(local)
    assert not Path(local.db).exists()


def test_with_an_encoder_its_cost_is_told_and_every_command_agrees(
    local: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NEWSFOLD_MATCH__ENCODER", DEFAULT)
    asking = load(db=local.db)
    strike = [line for line in (GOLD / "dev2.jsonl").read_text(encoding="utf-8").splitlines() if "ceylon-doctors" in line]
    (tmp_path / "strike.jsonl").write_text("\n".join(strike), encoding="utf-8")
    summary = taken_in(asking, tmp_path / "strike.jsonl")
    assert list(summary.seconds) == ["read", "clean", "match", "cluster", "store", "meaning"]
    assert summary.seconds["meaning"] > 0
    with Store.open(asking.db) as store:
        before = dump_text(store)
    a, b = (f"strike.jsonl#ceylon-doctors-strike-vote-{role}" for role in "AB")
    (tmp_path / "pairs").write_text(f"{a} {b} different\n", encoding="utf-8")
    assert evaluate_pairs(str(tmp_path / "pairs"), asking, worst=1).joined_wrongly == 1
    with pytest.raises(SchemeMismatch):
        taken_in(local, tmp_path / "strike.jsonl")
    assert recluster(asking, 0.0, keep=True).splits == ()
    rebuild(asking)
    with Store.open(asking.db) as store:
        assert dump_text(store) == before


def test_an_unknown_encoder_stops_before_anything_is_made(local: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEWSFOLD_MATCH__ENCODER", "oracle")
    with pytest.raises(SettingsError, match="oracle"):
        taken_in(load(db=local.db), folder)
    assert not Path(local.db).exists()


def shuffled_batches(seed: int) -> Iterator[list[str]]:
    lines = [json.dumps(row) for row in ROWS[:24]]
    chance = Random(seed)
    chance.shuffle(lines)
    cut = chance.randrange(1, len(lines))
    yield lines[:cut]
    yield lines[cut:]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_a_file_and_its_batches_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int):
    monkeypatch.setenv("NEWSFOLD_CLEAN__WORKERS", "1")
    monkeypatch.setenv("NEWSFOLD_READ__BATCH", "7")
    outcomes: list[str] = []
    for name, parts in (("whole", [[json.dumps(row) for row in ROWS[:24]]]), ("parts", list(shuffled_batches(seed)))):
        settings = load(db=str(tmp_path / f"{name}.db"))
        for part in parts:
            (tmp_path / "gold.jsonl").write_text("\n".join(part), encoding="utf-8")
            taken_in(settings, tmp_path / "gold.jsonl")
        with Store.open(settings.db) as store:
            outcomes.append(dump_text(store))
    assert outcomes[0] == outcomes[1]


def test_killed_at_random_moments_the_store_is_that_of_an_undisturbed_run():
    done = subprocess.run(
        [sys.executable, REPOSITORY / "scripts" / "kill9", "--kills", "2", REPOSITORY / "scripts" / "sample"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert ", 0 differences" in done.stdout


@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the example articles are not here")
def test_the_example_articles(local: Settings):
    taken_in(local, SHARED / "seeds")
    home = {
        origin: view.id
        for view in views(local)
        for origin in (view.canonical.origin, *(variant.article.origin for variant in view.variants))
    }
    assert home["000.txt"] == home["001.txt"]
    assert len({home["000.txt"], home["003.txt"], home["004.txt"]}) == 3
    assert home["002.txt"] not in {home["003.txt"], home["004.txt"]}


@pytest.mark.skipif(not (SHARED / "pages").is_dir(), reason="the real pages are not here")
def test_the_real_pages(local: Settings):
    """Exactly what a reader calls one report stands together; of the same events' other reporting, what may stand either way."""
    summary = taken_in(local, SHARED / "pages" / "html")
    assert counts(summary) == (181, 181, 0, 0, 0, {})
    groups = [[view.canonical, *(variant.article for variant in view.variants)] for view in views(local)]
    sites = {frozenset(article.site for article in group) for group in groups if len(group) > 1}
    one_report = {
        frozenset({"Rolling Stone", "billboard.com", "cleveland.com"}),
        frozenset({"forbes.com", "gizmodo.com"}),
        frozenset({"phys.org", "ctvnews.ca"}),
    }
    either_way = {frozenset({"thehill.com", "usatoday.com"}), frozenset({"bbc.com", "albawaba.com"})}
    assert one_report <= sites <= one_report | either_way
    twins = [len(group) for group in groups for article in group if "Jang Noksu" in (article.title or "")]
    assert twins == [1, 1]
