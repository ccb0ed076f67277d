"""What was removed is read and left out: in the same folder, in one that was moved, and however its bytes have changed."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

from keeping_builders import DAY, STORIES, nothing
from newsfold.ingest import ingest
from newsfold.keeping.retention import Policy, prune_in
from newsfold.settings import load
from newsfold.store.retention import Age

if TYPE_CHECKING:
    from pathlib import Path

    from newsfold.views.runs import Summary


def test_a_folder_that_is_read_again_brings_nothing_back(tmp_path: Path):
    settings = load(db=str(tmp_path / "news.db"))
    folder = tmp_path / "news"
    folder.mkdir()
    for number, place in enumerate((0, 20, 40)):
        (folder / f"{number}.txt").write_text(STORIES[place].text, encoding="utf-8")

    def read(path: Path) -> Summary:
        return ingest([str(path)], settings, stdin=io.BytesIO(), progress=nothing)

    assert read(folder).new == 3
    now = int(time.time())
    assert prune_in(settings, Policy(articles=Age(now + DAY)), now, nothing).articles == 3
    again = read(folder)
    assert (again.read, again.removed, again.unchanged, again.new) == (3, 3, 0, 0)
    (folder / "0.txt").write_text("Corrected: " + STORIES[0].text, encoding="utf-8")
    (folder / "new.txt").write_text(STORIES[60].text, encoding="utf-8")
    mixed = read(folder)
    assert (mixed.read, mixed.removed, mixed.unchanged, mixed.new) == (4, 3, 0, 1)
    moved = folder.rename(tmp_path / "elsewhere")
    after = read(moved)
    assert (after.read, after.removed, after.unchanged, after.new) == (4, 2, 1, 1)  # what was corrected is another article there
