"""What is told of the database itself."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from newsfold.report import exports, keeping
from newsfold.report.terminal.keeping import checked_text, stats_text
from newsfold.report.terminal.screen import Screen
from newsfold.report.terminal.summary import summary_text
from newsfold.views.keeping import BackedUp, Checked, Compacted, Finding, Pruned, Stats, TableSize
from report.samples import HOSTILE, SUMMARY

if TYPE_CHECKING:
    from collections.abc import Callable

STATS = Stats(
    path="/var/lib/newsfold/newsfold.db",
    size=940_000_000,
    wal=4_100_000,
    free=319_488,
    schema="0006",
    scheme="datasketch2/features2",
    threshold=0.5,
    software="SQLite 3.40.1",
    articles=100_000,
    emptied=1,
    first_seen="2024-03-02T10:58:00+00:00",
    last_seen="2026-03-03T05:01:00+00:00",
    oldest="2024-03-02T10:46:00+00:00",
    newest="2026-03-03T04:49:00+00:00",
    tables=(TableSize("articles", 100_000, 463_000_000), TableSize("links", 21_042, 3_200_000), TableSize("skips", 0, 4096)),
    meta={"scheme": "datasketch2/features2"},
)
EMPTY = replace(
    STATS,
    articles=0,
    emptied=0,
    scheme=None,
    first_seen=None,
    last_seen=None,
    oldest=None,
    newest=None,
    tables=(TableSize("skips", 0, None),),
)
FOUND = Checked((Finding("clusters", "cluster 1 says that it has 9 articles, and has 3"),), 31, left_out=1_234)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (512, "512 bytes"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (1_249_999, "1.2 MB"),
        (340_400_000, "340 MB"),
        (999_999, "1.0 MB"),
        (7 * 10**15, "7000 TB"),
    ],
)
def test_bytes_in_words(size: int, words: str):
    assert keeping.amount(size) == words


def test_what_was_removed_in_words():
    assert keeping.pruned_words(Pruned()) == "nothing: no cluster is old enough"
    assert keeping.pruned_words(Pruned(clusters=1, articles=1)) == "1 article in 1 cluster"
    both = Pruned(clusters=2, articles=1_200, emptied=1, texts=3)
    assert keeping.pruned_words(both) == "1,200 articles in 2 clusters and the texts of 3 articles in 1 cluster"
    assert keeping.pruned(both) == {"clusters": 2, "articles": 1200, "emptied_clusters": 1, "texts": 3}


def test_a_check_is_a_line_a_finding():
    assert checked_text(Checked((), 31), Screen()) == "Nothing is wrong (31 rules)\n"
    assert checked_text(FOUND, Screen()) == "clusters: cluster 1 says that it has 9 articles, and has 3\nand 1,234 more\n"
    assert keeping.checked(FOUND) == {
        "rules": 31,
        "findings": [{"rule": "clusters", "detail": "cluster 1 says that it has 9 articles, and has 3"}],
        "left_out": 1234,
    }


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_a_finding_quotes_is_drawn_raw(hostile: str):
    drawn = checked_text(Checked((Finding("entries", hostile),), 1), Screen(colour=True))
    plain = drawn.replace("\x1b[31m", "", 1).replace("\x1b[0m", "")
    assert not any(ord(character) < ord(" ") and character != "\n" for character in plain)


def test_golden_stats(golden: Callable[[str, str], None]):
    golden("stats-80.txt", stats_text(STATS, Screen(80)))
    golden("stats-empty.txt", stats_text(EMPTY, Screen(80)))
    golden("stats.json", exports.json_text(keeping.stats(STATS)))


def test_the_json_of_an_empty_database_has_no_share_of_nothing():
    told = json.loads(exports.json_text(keeping.stats(EMPTY)))
    assert told["bytes"] == {"file": 940000000, "log": 4100000, "free": 319488, "per_article": None}
    assert told["tables"] == [{"name": "skips", "rows": 0, "bytes": None}]


def test_copies_and_compactions_for_programs():
    assert keeping.backed_up(BackedUp("/mnt/copy.db", 5)) == {"path": "/mnt/copy.db", "size": 5}
    assert keeping.compacted(Compacted(9, 5)) == {"before": 9, "after": 5}


def test_a_summary_tells_what_was_left_out_because_it_was_removed():
    assert "removed" not in summary_text(SUMMARY, Screen())
    (line,) = [line for line in summary_text(replace(SUMMARY, removed=7), Screen()).splitlines() if "removed" in line]
    assert line.split(maxsplit=2) == ["removed", "7", "by a pruning, and left out"]
