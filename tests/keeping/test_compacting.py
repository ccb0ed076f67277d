"""Compacting: the file gets as small as what is in it, and nobody begins what there is no room for."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keeping_builders import checked
from newsfold.errors import StoreBusy, StoreFull, UsageError
from newsfold.keeping import compacting
from newsfold.store.dump import dump_text
from newsfold.store.retention import Age
from newsfold.store.store import Store
from store_builders import AT, make_article, make_changes, make_filed, sample_changes

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(str(tmp_path / "a.db"), write=True, scheme="s") as opened:
        opened.apply(sample_changes(), AT)
        yield opened


def test_what_was_removed_takes_no_room_any_more(store: Store) -> None:
    text = "\n".join(f"Line {number} of a very long story that nobody reads." for number in range(20_000))
    large = make_filed(7, make_article("large.html", text, published=100))
    store.apply(make_changes([large], first_cluster=4), AT)
    full = store.size()
    old = store.outdated(Age(200, by_publication=True), 100)
    store.apply(make_changes().__class__(emptied=tuple(old.clusters)), AT)
    before = dump_text(store)
    done = compacting.compact(store)
    assert done.before >= full
    assert done.after < done.before / 2
    assert done.after == store.size() == store.file().stat().st_size
    assert (dump_text(store), checked(store).findings) == (before, ())


def test_it_says_what_room_it_needs_and_where(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    (one,) = compacting.room(store)
    assert (one.folder, one.wanted) == (tmp_path, 2 * store.size())
    real = Path.stat

    def elsewhere(path: Path, **given: bool) -> os.stat_result:
        found = real(path, **given)
        return os.stat_result([*found[:2], found.st_dev + 1, *found[3:]]) if path == tmp_path / "temporary" else found

    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(Path, "stat", elsewhere)
    assert [(one.folder.name, one.wanted) for one in compacting.room(store)] == [
        (tmp_path.name, store.size()),
        ("temporary", store.size()),
    ]


def test_without_room_nothing_is_begun(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(store.file().parent)

    def little(_folder: Path) -> object:
        return usage._replace(free=10)

    monkeypatch.setattr(shutil, "disk_usage", little)
    monkeypatch.setattr(store, "compact", None)
    with pytest.raises(StoreFull, match=r"compacting may take [0-9,]+ bytes in .* and 10 are free; make room"):
        compacting.compact(store)


def test_without_any_usable_folder_it_is_the_working_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_folder: str, _mode: int) -> bool:
        return False

    monkeypatch.setattr(os, "access", refuse)
    assert compacting._temporary() == Path.cwd()


@pytest.mark.usefixtures("store")
def test_only_the_writer_of_a_file_compacts(tmp_path: Path) -> None:
    with pytest.raises(StoreBusy):
        Store.open(str(tmp_path / "a.db"), write=True)
    with Store.open(str(tmp_path / "a.db")) as reader, pytest.raises(Exception, match="opened for reading"):
        reader.compact()
    with Store.open(":memory:", write=True) as memory, pytest.raises(UsageError, match="is no file"):
        compacting.compact(memory)
