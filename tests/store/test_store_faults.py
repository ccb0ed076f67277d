"""What happens when the database does not do what it is asked."""

from __future__ import annotations

import inspect
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from newsfold.changes import Changes
from newsfold.errors import StoreBusy, StoreError, StoreFull, UsageError
from newsfold.model import Act
from newsfold.store.announcements import Refusal
from newsfold.store.dump import dump_text
from newsfold.store.identities import ArticleKey
from newsfold.store.retention import Age
from newsfold.store.store import Store
from newsfold.views.browsing import Filter
from newsfold.views.handing import Mark, Wanted
from newsfold.watching import WatchChanges
from store_builders import AT, LATER, make_article, make_changes, make_cluster, make_filed, make_skip, sample_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from databases import PostgreSQL


def in_transaction(store: Store) -> None:
    with store.transaction():
        store.counts()


def in_one_state(store: Store) -> None:
    with store.one_state():
        store.counts()


def in_noting(store: Store) -> None:
    with store.noting():
        store.counts()


def nobody(_done: int, _whole: int) -> None:
    """Is told of no progress."""


# Every public method, called so that it must ask the database; a test below keeps this table whole.
CALLS: dict[str, Callable[[Store], Any]] = {
    "announced": lambda store: store.announced(),
    "announcements": lambda store: store.announcements(0, ["created"], 1),
    "apply": lambda store: store.apply(sample_changes(), AT),
    "article_count": lambda store: store.article_count([1]),
    "article_page": lambda store: store.article_page(1),
    "article_pages": lambda store: list(store.article_pages(10)),
    "articles": lambda store: store.articles([1]),
    "articles_by_key": lambda store: store.articles_by_key([("/in", "a")]),
    "articles_named": lambda store: store.articles_named([ArticleKey("/in", "a.html", None, b"x")]),
    "articles_of_bodies": lambda store: store.articles_of_bodies([1]),
    "bodies": lambda store: store.bodies([1]),
    "body_clusters": lambda store: store.body_clusters([1]),
    "bodies_of": lambda store: store.bodies_of([1]),
    "body_count": lambda store: store.body_count([1]),
    "body_of": lambda store: store.body_of([1]),
    "browse": lambda store: store.browse(Filter(query="rain")),
    "briefs": lambda store: store.briefs([1]),
    "buried": lambda store: store.buried({("/in", "a"): b"x"}),
    "check": lambda store: store.check(lambda _: None),
    "cluster": lambda store: store.cluster(1),
    "cluster_views": lambda store: store.cluster_views([1]),
    "clusters": lambda store: store.clusters([1]),
    "compact": lambda store: store.compact(),
    "copies_of": lambda store: store.copies_of([1], 1),
    "copy": lambda store: store.copy(store.file().with_name("copy.db"), nobody),
    "counts": lambda store: store.counts(),
    "decided": lambda store: store.decided(),
    "decisions": lambda store: store.decisions(),
    "due_sources": lambda store: store.due_sources(1, 1),
    "emptied": lambda store: store.emptied([1]),
    "entries_by_origin": lambda store: store.entries_by_origin(["x"]),
    "entries_of": lambda store: store.entries_of("a", ["1"]),
    "facets": lambda store: store.facets(Filter(tag="x")),
    "field": lambda store: store.field(1),
    "field_pages": lambda store: list(store.field_pages(1)),
    "find_article": lambda store: store.find_article("a.html"),
    "first_listed": lambda store: store.first_listed([1]),
    "forget_derived": lambda store: store.forget_derived("s2"),
    "gone_articles": lambda store: list(store.gone_articles(Mark(""))),
    "gone_clusters": lambda store: list(store.gone_clusters(Mark(""))),
    "group_lines": lambda store: list(store.group_lines("g")),
    "handed": lambda store: list(store.handed(Wanted())),
    "health": lambda store: store.health(1),
    "history": lambda store: store.history(1),
    "identity": lambda store: store.identity(),
    "joining_bodies": lambda store: store.joining_bodies([1], 0.0, 9),
    "joining_pairs": lambda store: store.joining_pairs(0.0),
    "keys": lambda store: store.keys([1]),
    "known": lambda store: store.known({("/in", "a"): b"x"}),
    "lines_of": lambda store: store.lines_of([1]),
    "link": lambda store: store.link(1, 2),
    "links_of": lambda store: store.links_of([1]),
    "log_odds_among": lambda store: store.log_odds_among([1]),
    "mark": lambda store: store.mark(),
    "newest_event": lambda store: store.newest_event(),
    "news": lambda store: store.news(Wanted(), 10),
    "next_article_id": lambda store: store.next_article_id(),
    "next_cluster_id": lambda store: store.next_cluster_id(),
    "next_event": lambda store: store.next_event(1),
    "one_state": in_one_state,
    "outdated": lambda store: store.outdated(Age(1), 1),
    "overview": lambda store: store.overview(1),
    "pruned": lambda store: store.pruned(),
    "refusal": lambda store: store.refusal(),
    "note_decision": lambda store: store.note_decision(Act.SAME, 1, 2, by="ana", at=AT),
    "noting": in_noting,
    "pending": lambda store: store.pending(),
    "report": lambda store: store.report(),
    "report_ids": lambda store: store.report_ids(),
    "scheme": lambda store: store.scheme(),
    "set_announced": lambda store: store.set_announced(2),
    "set_pruned": lambda store: store.set_pruned(1),
    "set_refusal": lambda store: store.set_refusal(Refusal(1, 2, 3)),
    "set_scheme": lambda store: store.set_scheme("s2"),
    "set_threshold": lambda store: store.set_threshold(1.0),
    "shown": lambda store: store.shown([1]),
    "shown_by": lambda store: store.shown_by([1]),
    "sightings": lambda store: store.sightings(1),
    "signatures": lambda store: list(store.signatures()),
    "signatures_of": lambda store: store.signatures_of([1]),
    "spans": lambda store: store.spans([1]),
    "ends": lambda store: store.ends(),
    "article_spans": lambda store: store.article_spans([1]),
    "sizes": lambda store: store.sizes([1]),
    "skips": lambda store: store.skips(),
    "source_states": lambda store: store.source_states(),
    "stats": lambda store: store.stats(),
    "story": lambda store: store.story(1),
    "texts": lambda store: store.texts([1]),
    "threshold": lambda store: store.threshold(),
    "transaction": in_transaction,
    "undecided": lambda store: store.undecided(),
    "untold": lambda store: store.untold(0, ["created"]),
    "vectors": lambda store: store.vectors([1], "e"),
    "view": lambda store: store.view(1),
    "waiting_count": lambda store: store.waiting_count(),
    "waiting_entries": lambda store: store.waiting_entries(1, 1),
    "watch": lambda store: store.watch(WatchChanges(removed=("a",))),
    "words": lambda store: store.words([1]),
}
WITHOUT_STATEMENTS = {
    "open",
    "close",
    "file",
    "heard",
    "log_size",
    "served",
    "size",
    "turn",
}  # the one has its own test below; the others only let go, look at the file, or are nothing on SQLite
WRITING = {
    "apply",
    "compact",
    "forget_derived",
    "note_decision",
    "noting",
    "set_announced",
    "set_pruned",
    "set_refusal",
    "set_scheme",
    "set_threshold",
    "transaction",
    "watch",
}


@contextmanager
def held(path: Path, *, wholly: bool) -> Generator[None]:
    """The database held by another program: for writing, or `wholly`, so that it cannot be read either."""
    other = sqlite3.connect(path, isolation_level=None)
    try:
        if wholly:
            other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        other.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "a.db"
    with Store.open(str(path), write=True) as store:
        store.apply(sample_changes(), AT)
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path))


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{path}?timeout=0.02", write=True) as opened:
        yield opened


def test_every_public_method_is_in_the_table() -> None:
    public = {name for name, member in inspect.getmembers(Store) if not name.startswith("_") and callable(member)}
    assert public == CALLS.keys() | WITHOUT_STATEMENTS


@pytest.mark.parametrize("name", CALLS)
def test_a_held_database_is_busy(store: Store, path: Path, name: str) -> None:
    store._engine.dispose()  # a connection that is open would keep the other program from holding it wholly
    with held(path, wholly=True), pytest.raises(StoreBusy, match=f"the database {path} is held by another program"):
        CALLS[name](store)


@pytest.mark.parametrize("name", CALLS)
def test_readers_never_wait_for_a_writer(store: Store, path: Path, name: str) -> None:
    with held(path, wholly=False):
        if name in WRITING:
            with pytest.raises(StoreBusy):
                CALLS[name](store)
        else:
            CALLS[name](store)


def test_on_postgresql_writers_wait_for_each_other_and_readers_for_nobody(postgresql: PostgreSQL) -> None:
    files, locks_nothing = {"copy"}, {"compact"}
    url = postgresql()
    with Store.open(url, write=True) as writer, Store.open(f"{url}?options=-c%20lock_timeout%3D20ms", write=True) as other:
        writer.apply(sample_changes(), AT)
        with writer.transaction():
            writer.set_announced(1)
            for name, call in CALLS.items():
                if name in files:
                    with pytest.raises(UsageError, match="pg_dump"):
                        call(other)
                elif name in WRITING - locks_nothing:
                    with pytest.raises(StoreBusy, match="is held by another program"):
                        call(other)
                else:
                    call(other)


@pytest.mark.parametrize("write", [False, True])
def test_a_held_database_cannot_be_opened(path: Path, *, write: bool) -> None:
    with held(path, wholly=True), pytest.raises(StoreBusy):
        Store.open(f"sqlite:///{path}?timeout=0.02", write=write)


MOMENTS = ("before_cursor_execute", "commit")
FAILURE = sqlite3.OperationalError("made to fail")


def everything() -> Changes:
    """Changes of every kind at once, on top of `sample_changes`."""
    old = sample_changes()
    article = make_article("b.html", "Prices rose by 4 %.")
    revised = make_filed(4, article, revised=True)
    added = make_changes([make_filed(7, make_article("new.html", "A new text."))], first_cluster=9)
    renewed = make_changes([revised, old.filed[5]])
    return Changes(
        filed=(*added.filed, revised),
        skips=(make_skip("worse.html", old.skips[0].reason),),
        bodies=(added.bodies[0], renewed.bodies[0]),
        spans=(*added.spans, renewed.spans[0]),
        bodies_gone=(old.filed[3].body,),
        links=renewed.links,
        links_gone=tuple((link.a, link.b) for link in old.links[:1]),
        clusters=(*added.clusters, make_cluster(2, [revised, old.filed[4], old.filed[5]])),
        merged=((3, 2),),
        events=added.events,
    )


def test_a_failure_at_any_statement_stores_nothing(store: Store) -> None:
    before = dump_text(store)
    failing_from = 0
    executed = 0

    def fail(*_event: object) -> None:
        nonlocal executed
        executed += 1
        if executed > failing_from:
            raise FAILURE

    for moment in MOMENTS:
        event.listen(store._engine, moment, fail)
    while True:
        executed = 0
        try:
            store.apply(everything(), LATER)
            break
        except StoreError as error:
            assert "made to fail" in str(error)  # noqa: PT017 the loop ends where nothing is raised
            failing_from += 1
        for moment in MOMENTS:
            event.remove(store._engine, moment, fail)
        assert dump_text(store) == before
        for moment in MOMENTS:
            event.listen(store._engine, moment, fail)
    assert failing_from == executed > 15
    executed = -1_000
    with Store.open(":memory:", write=True) as other:
        other.apply(sample_changes(), AT)
        other.apply(everything(), LATER)
        assert dump_text(store) == dump_text(other) != before


def large_changes() -> Changes:
    return make_changes(*([make_filed(n, make_article(f"{n}", f"word{n} " * 2_000))] for n in range(100, 200)), first_cluster=100)


def test_a_full_database_loses_nothing_and_goes_on_when_there_is_room(store: Store) -> None:
    before = dump_text(store)
    with store._reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        assert isinstance(pages, int)
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")
    with pytest.raises(StoreFull, match="no room is left for the database"):
        store.apply(large_changes(), LATER)
    assert dump_text(store) == before
    with store._reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    store.apply(large_changes(), LATER)
    assert store.counts()["articles"] == 106


CHILD = """
import resource, sys
from pathlib import Path
from newsfold.errors import StoreError
from newsfold.store.dump import dump_text
from newsfold.store.identities import ArticleKey
from newsfold.store.retention import Age
from newsfold.store.store import Store
from store_builders import AT, LATER, sample_changes
from test_store_faults import large_changes

path, limit = sys.argv[1], int(sys.argv[2])
with Store.open(path, write=True) as store:
    store.apply(sample_changes(), AT)
    before = dump_text(store)
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        store.apply(large_changes(), LATER)
    except StoreError as error:
        print(type(error).__name__)
    assert dump_text(store) == before
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    else:
        Path(path).with_name("ballast").unlink()
    store.apply(large_changes(), LATER)
    assert store.counts()["articles"] == 106
print("integrity kept")
"""


def run_child(*command: str) -> str:
    here = os.path.dirname(__file__)  # noqa: PTH120 joined into a search path just below
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([here, *sys.path])}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_file_that_may_not_grow_is_an_error_that_loses_nothing(tmp_path: Path) -> None:
    output = run_child(sys.executable, "-c", CHILD, str(tmp_path / "a.db"), "400000")
    assert output == "StoreError\nintegrity kept\n"


def test_a_disk_that_is_full_is_an_error_that_loses_nothing(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    mount = ("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(tmp_path))
    if unshare is None or subprocess.run([unshare, "-rm", *mount], capture_output=True, check=False).returncode != 0:
        pytest.skip("this system lets nobody mount a small disk")
    script = '"$@" && head -c 5000000 /dev/zero > "$FOLDER/ballast" && exec "$PYTHON" -c "$CODE" "$FOLDER/a.db" 0'
    settings = {"FOLDER": str(tmp_path), "PYTHON": sys.executable, "CODE": CHILD}
    assignments = [f"{name}={value}" for name, value in settings.items()]
    output = run_child("env", *assignments, unshare, "-rm", "sh", "-c", script, "sh", *mount)
    assert output == "StoreFull\nintegrity kept\n"
