"""What only PostgreSQL does: several who write, waiting for each other; refusals; limits of its texts and of its search."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event as Signal
from typing import TYPE_CHECKING

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import event

from databases import url_of
from keeping_builders import checked
from newsfold.changes import Changes
from newsfold.errors import NotFound, NotOurs, StoreBusy, StoreError, StoreFull, TooNew, UsageError
from newsfold.keeping.copying import back_up
from newsfold.model import Act
from newsfold.store import engine, migrate
from newsfold.store.dump import dump_text
from newsfold.store.store import Store
from newsfold.store.tables import REVISION, metadata
from newsfold.views.browsing import Filter
from store_builders import AT, LATER, make_article, make_changes, make_filed, sample_changes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from databases import PostgreSQL


@pytest.fixture
def url(postgresql: PostgreSQL) -> str:
    """A database with all tables, and nothing in them."""
    return postgresql()


@pytest.fixture
def bare(postgresql: PostgreSQL) -> Iterator[str]:
    """A database without any table."""
    name = postgresql.bare()
    yield url_of(name)
    postgresql.drop(name)


def hasty(url: str) -> str:
    """The same, for somebody who waits hardly any time."""
    return f"{url}?options=-c%20lock_timeout%3D50ms"


def asked(url: str, *statements: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        cursors = [connection.execute(statement.encode()) for statement in statements]
        return cursors[-1].fetchall() if cursors[-1].description else []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("postgresql://me:secret@host:5433/db", "postgresql://me:***@host:5433/db"),
        ("postgres://me@host/db", "postgresql://me@host/db"),
        ("postgresql://host/db?password=secret&sslmode=require", "postgresql://host/db?sslmode=require"),
    ],
)
def test_whatever_it_is_called_it_is_reached_by_psycopg_and_shown_without_a_password(name: str, shown: str) -> None:
    url = engine.parse(name)
    assert url.drivername == "postgresql+psycopg"
    assert engine.shown(url) == shown


def test_no_message_tells_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = "postgresql://me:secret@127.0.0.1:1/db"
    with pytest.raises(StoreError, match="Connection refused") as refused:
        Store.open(nobody)
    with pytest.raises(UsageError, match="is no URL of a database") as no_url:
        Store.open("postgresql://me:secret@host:port/db")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UsageError, match=r"no driver .*; `pip install 'newsfold\[postgresql\]'` brings it") as no_driver:
        Store.open(nobody)
    assert "secret" not in f"{refused.value} {no_url.value} {no_driver.value}"


def test_an_empty_database_is_filled_by_a_writer_only(bare: str) -> None:
    for beside in (False, True):
        with pytest.raises(NotFound, match=r"is empty; `newsfold ingest` fills it"):
            Store.open(bare, beside=beside)
    assert asked(bare, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []
    with Store.open(bare, write=True) as store:
        store.apply(sample_changes(), AT)
    with Store.open(bare) as store:
        assert store.counts()["articles"] == 6
        assert [hit.article.id for hit in store.browse(Filter(query="rain")).hits] == [6]


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize(
    "made",
    [
        pytest.param("CREATE TABLE notes (text text)", id="other tables"),
        pytest.param("CREATE TABLE alembic_version AS SELECT text 'ab12' AS version_num", id="another program's migrations"),
    ],
)
def test_what_is_not_ours_is_refused_and_not_touched(bare: str, made: str, *, write: bool) -> None:
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    before = asked(bare, made, tables)
    with pytest.raises(NotOurs, match="belongs to another program"):
        Store.open(bare, write=write)
    assert asked(bare, tables) == before


def test_a_newer_database_is_refused(bare: str) -> None:
    Store.open(bare, write=True).close()
    asked(bare, "UPDATE alembic_version SET version_num = '9999'")
    for write in (False, True):
        with pytest.raises(TooNew, match=r"9999.*upgrade newsfold"):
            Store.open(bare, write=write)


def test_a_database_that_lacks_letters_is_refused(postgresql: PostgreSQL) -> None:
    name = postgresql.bare(encoding="LATIN1")
    with pytest.raises(UsageError, match="has the encoding LATIN1, and newsfold needs UTF8"):
        Store.open(url_of(name), write=True)
    postgresql.drop(name)


def test_many_who_open_it_first_at_once_make_it_once(bare: str) -> None:
    def opened(_: int) -> str:
        with Store.open(bare, write=True) as store:
            return str(store.identity())

    with ThreadPoolExecutor(3) as pool:
        assert len(set(pool.map(opened, range(3)))) == 1
    assert asked(bare, "SELECT version_num FROM alembic_version") == [(REVISION,)]


def test_the_migrations_make_the_tables_that_the_code_knows(url: str) -> None:
    def is_known(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name != "search"

    made = engine.make(engine.parse(url))
    with made.connect() as connection:
        assert migrate.is_current(connection)
        assert compare_metadata(MigrationContext.configure(connection, opts={"include_name": is_known}), metadata) == []
        sorted_otherwise = (
            "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
        )
        assert connection.exec_driver_sql(sorted_otherwise).all() == []
    made.dispose()


def test_texts_are_sorted_as_by_sqlite_whatever_the_language_of_the_database(url: str) -> None:
    groups = [
        [make_filed(n, make_article(f"{n}", f"Text {n}.", site=site))] for n, site in enumerate(("a.b", "B", "ab", "A-b", "é"), 1)
    ]
    found = []
    for name in (url, ":memory:"):
        with Store.open(name, write=True) as store:
            store.apply(make_changes(*groups), AT)
            with store._reading() as connection:
                found.append(connection.exec_driver_sql("SELECT site FROM articles ORDER BY site").scalars().all())
    assert found[0] == found[1] == ["A-b", "B", "a.b", "ab", "é"]


def test_batches_of_several_follow_one_another(url: str) -> None:
    """Each reads the newest id and takes the next: two that did so at the same time would take the same one."""

    def write(who: int) -> None:
        with Store.open(url, write=True, scheme="s") as store:
            for turn in range(4):
                with store.transaction():
                    number, cluster = store.next_article_id(), store.next_cluster_id()
                    one = make_filed(number, make_article(f"{who}-{turn}", f"Text {who} of {turn}."))
                    store.apply(make_changes([one], first_cluster=cluster), AT)
                store.note_decision(Act.CANONICAL, number, None, by=str(who), at=AT)

    with ThreadPoolExecutor(3) as pool:
        for one in [pool.submit(write, who) for who in range(3)]:
            one.result()
    with Store.open(url) as store:
        assert set(store.articles(range(100))) == set(range(1, 13))
        assert [act.id for act in store.decisions()] == list(range(1, 13))
        assert [row.id for row in store.announcements(0, ["created"], 99).events] == list(range(1, 13))
        assert checked(store).findings == ()


def test_who_waits_too_long_for_another_is_told_that_it_is_busy(url: str) -> None:
    with Store.open(url, write=True) as writer, Store.open(hasty(url), write=True) as other, Store.open(url) as reader:
        with writer.transaction():
            writer.apply(sample_changes(), AT)
            with pytest.raises(StoreBusy, match="is held by another program; try again later"):
                other.apply(sample_changes(), AT)
            assert (reader.counts()["articles"], other.counts()["articles"]) == (0, 0)
        with pytest.raises(StoreError, match="duplicate key"):
            other.apply(sample_changes(), AT)
        assert reader.counts()["articles"] == 6


def test_who_reads_sees_one_state_and_changes_nothing(url: str) -> None:
    with Store.open(url, write=True) as writer, Store.open(url) as reader:
        with reader._reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM articles").scalar() == 0
            writer.apply(sample_changes(), AT)
            assert connection.exec_driver_sql("SELECT count(*) FROM articles").scalar() == 0
        with pytest.raises(StoreError, match="read-only transaction"), reader._reading() as connection:
            connection.exec_driver_sql("DELETE FROM articles")
        assert reader.counts()["articles"] == 6


def test_a_writer_sees_what_was_stored_while_it_waited(url: str) -> None:
    begun = Signal()

    def second() -> int:
        with Store.open(url, write=True) as store:
            begun.set()
            with store.transaction():
                return store.next_article_id()

    with Store.open(url, write=True) as store, ThreadPoolExecutor(1) as pool:
        with store.transaction():
            waiting = pool.submit(second)
            begun.wait()
            store.apply(sample_changes(), AT)
        assert waiting.result() == 7


def test_a_connection_that_was_lost_is_told_and_the_next_one_is_new(url: str) -> None:
    everybody_else = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    def cut_off(store: Store) -> None:
        with store.transaction():
            store.apply(sample_changes(), AT)
            asked(url, everybody_else)
            store.counts()

    with Store.open(url, write=True) as store:
        with pytest.raises(StoreError, match=r"connection to the database .* was lost; nothing of what was under way is stored"):
            cut_off(store)
        assert store.counts()["articles"] == 0
        asked(url, everybody_else)
        store.apply(sample_changes(), AT)
        assert store.counts()["articles"] == 6


@pytest.mark.parametrize(
    ("raised", "kind", "message"),
    [
        (psycopg.errors.DiskFull, StoreFull, "no room is left for the database .*; make room, then run again"),
        (psycopg.errors.DeadlockDetected, StoreBusy, "is held by another program"),
        (psycopg.errors.SerializationFailure, StoreBusy, "is held by another program"),
        (psycopg.errors.InsufficientPrivilege, StoreError, "failed: made to fail$"),
    ],
)
def test_failures_are_told_by_what_they_mean(url: str, raised: type[psycopg.Error], kind: type[StoreError], message: str) -> None:
    def fail(*_event: object) -> None:
        text = "made to fail\nDETAIL: this and that"
        raise raised(text)

    with Store.open(url, write=True) as store:
        event.listen(store._engine, "before_cursor_execute", fail)
        with pytest.raises(kind, match=message):
            store.apply(sample_changes(), AT)
        event.remove(store._engine, "before_cursor_execute", fail)
        assert store.counts()["articles"] == 0


def test_a_character_that_its_texts_cannot_hold_is_kept_nevertheless(url: str) -> None:
    with Store.open(url, write=True) as store:
        store.apply(sample_changes(), AT)
        store.note_decision(Act.SAME, 1, 4, by="a\0na", at=AT, why="\0")
        assert [(act.by, act.why) for act in store.decisions()] == [("a\0na", "\0")]
        for wanted in (Filter(site="\0"), Filter(tag="a\0"), Filter(source="\0"), Filter(query="\0")):
            assert store.browse(wanted).hits == ()
        with pytest.raises(NotFound):
            store.find_article("a\0.html")


LONG = " ".join(["the", *(f"word{number} the" for number in range(20_000))])


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        pytest.param('"the word3 the"', {1}, id="at its beginning"),
        pytest.param('"word19999 the"', {1}, id="at its end"),
        pytest.param("word3 word19999", {1}, id="both"),
        pytest.param("word3 -word19999", set(), id="one without the other"),
        pytest.param("the -word3", {2}, id="none of it"),
        pytest.param('"word3 word4"', set(), id="no phrase"),
        pytest.param("word1999* other", {2}, id="a beginning"),
        pytest.param("w" * 900, {2}, id="a long word"),
        pytest.param('"title of long"', {1}, id="its title"),
        pytest.param('"long the"', set(), id="no phrase leads from title to text"),
        pytest.param('"haha haha"', {3}, id="a word said often"),
        pytest.param(" ".join(["haha"] * 100), {3}, id="however often it is asked for"),
    ],
)
def test_texts_that_are_too_long_for_one_vector_are_found_by_all_their_words(long: Store, query: str, ids: set[int]) -> None:
    page = long.browse(Filter(query=query))
    assert {hit.article.id for hit in page.hits} == ids
    assert page.found == len(ids)


@pytest.fixture(scope="module")
def long(postgresql: PostgreSQL) -> Iterator[Store]:
    other = make_article("other", f"The other word19991. {'w' * 3_000}")
    texts = [make_article("long", LONG), other, make_article("laughter", "haha " * 1_000)]
    with Store.open(postgresql(), write=True) as store:
        store.apply(make_changes(*([make_filed(number, one)] for number, one in enumerate(texts, 1))), AT)
        yield store


def test_long_texts_are_taken_out_of_the_search_whole(url: str) -> None:
    with Store.open(url, write=True, scheme="s") as store:
        first = make_filed(1, make_article("long", LONG))
        store.apply(make_changes([first]), AT)
        assert checked(store).findings == ()
        short = make_filed(1, make_article("long", "Short now."), revised=True)
        store.apply(replace(make_changes([short]), bodies_gone=(first.body,), events=()), LATER)
        assert checked(store).findings == ()
        with store._reading() as connection:
            assert connection.exec_driver_sql("SELECT part, whole FROM search").all() == [(0, True)]


def test_what_is_a_files_is_told_to_be_another_tools(url: str, tmp_path: Path) -> None:
    with Store.open(url, write=True) as store:
        store.apply(sample_changes(), AT)
        with pytest.raises(UsageError, match="is no file: PostgreSQL's own `pg_dump` makes a backup of it"):
            back_up(store, tmp_path / "copy.db", lambda _done, _whole: None)
        found = store.stats()
        assert (found.path, found.software.split()[0], found.wal, found.free) == (url, "PostgreSQL", 0, 0)
        rows = {table.name: table.rows for table in found.tables}
        assert (rows["articles"], rows["search"], rows["skips"], rows["tombstones"]) == (6, 6, 1, 0)
        assert 0 < sum(table.size or 0 for table in found.tables) < found.size == store.size()
        before = dump_text(store)
        assert store.compact().after > 0
        assert dump_text(store) == before
    with Store.open(url) as reader, pytest.raises(StoreError, match="opened for reading"):
        reader.compact()


def test_two_who_note_what_people_decide_take_turns_with_a_writer(url: str) -> None:
    with Store.open(url, write=True) as writer, Store.open(url, beside=True) as beside:
        writer.apply(sample_changes(), AT)
        with beside.noting():
            first = beside.note_decision(Act.SAME, 1, 4, by="ana", at=AT)
        writer.apply(Changes(decided=first.id), AT)
        assert (beside.decided(), beside.pending()) == (1, False)
        with pytest.raises(StoreError, match="was opened for noting decisions"):
            beside.apply(sample_changes(), AT)


BREAKS = {
    "clusters: time": "UPDATE clusters SET newest = 1 WHERE id = 1",
    "clusters: size": "UPDATE clusters SET size = 9 WHERE id = 1",
    "search": "UPDATE articles SET text = text || ' indeed' WHERE id = 1",
    "search: a word less": "UPDATE search SET words = ts_delete(words, 'bridge') WHERE article_id = 1",
    "search: missing": "DELETE FROM search WHERE article_id = 6",
    "search: unknown": "INSERT INTO search VALUES (99, 0, true, '')",
    "scheme": "DELETE FROM meta WHERE key = 'scheme'",
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_is_broken_is_named(url: str, name: str) -> None:
    with Store.open(url, write=True, scheme="s1") as store:
        store.apply(sample_changes(), AT)
        assert checked(store).findings == ()
        asked(url, BREAKS[name])
        assert {finding.rule for finding in checked(store).findings} == {name.partition(":")[0]}
