"""Feeds: valid, and what their readers understand; an entry keeps its name whatever becomes of its cluster."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handing.readers import read_atom, read_json_feed, shown
from handing.samples import exported, told
from newsfold.changes import Changes, Event
from newsfold.handing import feeds
from newsfold.handing.feeds import feed
from newsfold.model import Moment
from newsfold.report.feeds.content import summary
from newsfold.sources import json_feed, listing
from newsfold.store.store import Store
from newsfold.views.handing import Wanted
from store_builders import AT, LATER, make_changes, make_cluster, make_filed

if TYPE_CHECKING:
    from databases import Fresh
    from newsfold.model import Article

SELF = "https://coast.example/feed"


def test_feedparser_reads_back_what_was_told(store: Store):
    read = read_atom(exported(store, form="atom", url=SELF, title="The coast"))
    assert (read.version, read.feed.title, read.feed.updated) == ("atom10", "The coast", AT)
    assert [(link.rel, link.href) for link in read.feed.links] == [("self", SELF)]
    ferry = read.entries[2]
    assert (ferry.title, ferry.link, ferry.author) == (
        "Ferry Astrid runs aground off Nordhavn",
        "https://wire.example/ferry",
        "Konrad Debattista",
    )
    assert (ferry.published, ferry.updated, ferry.title_detail.language) == ("2026-03-02T09:15:00+01:00", AT, "en")
    assert [tag.term for tag in ferry.tags] == ["nordhavn", "ships"]
    assert [(link.href, link.title) for link in ferry.links if link.rel == "related"] == [
        ("https://mirror.example/a?b=1&c=%3C2%3E", "Ferry Astrid runs aground off Nordhavn")
    ]
    assert ferry.summary.startswith("The ferry Astrid ran aground")
    assert shown(ferry.content[0].value) == (
        f"{ferry.summary} Also told by: Ferry Astrid runs aground off Nordhavn · mirror.example · copy Fähre auf Grund · rewrite"
    )


def test_newsfold_reads_the_json_feed_as_any_other(store: Store):
    content = exported(store, form="json-feed", url=SELF)
    items = read_json_feed(content)["items"]
    listed = json_feed.parse(content, SELF, datetime(2026, 3, 3, tzinfo=UTC))
    assert isinstance(listed, listing.Feed)
    assert [(entry.id, entry.title) for entry in listed.entries] == [(item["id"], item["title"]) for item in items]
    assert items[2]["_newsfold"] == {
        "variants": [
            {
                "title": "Ferry Astrid runs aground off Nordhavn",
                "url": "https://mirror.example/a?b=1&c=%3C2%3E",
                "site": "mirror.example",
                "language": "en",
                "relation": "copy",
            },
            {"title": "Fähre auf Grund", "language": "de", "relation": "rewrite"},
        ],
        "more": 0,
    }


def test_both_forms_say_the_same(store: Store):
    for text in (False, True):
        atom = read_atom(exported(store, form="atom", text=text)).entries
        items = read_json_feed(exported(store, form="json-feed", text=text))["items"]
        assert [(entry.id, entry.title, entry.updated, shown(entry.content[0].value)) for entry in atom] == [
            (item["id"], item["title"], item["date_modified"], shown(item["content_html"])) for item in items
        ]


def test_the_whole_text_comes_without_its_furniture(store: Store):
    german = make_filed(3, store.articles([3])[3].article)
    english = make_filed(1, store.articles([1])[1].article)
    store.apply(Changes(clusters=(make_cluster(1, [german, english]),), events=(Event(1, "canonical", 3),)), LATER)
    entry = feed(store, Wanted(), text=True).entries[0]
    assert entry.paragraphs == ("Die Fähre „Astrid“ ist vor Nordhavn auf Grund gelaufen.", "Verletzt wurde niemand.")
    assert (entry.lang, entry.updated, entry.published) == ("de", LATER, None)


def test_an_entry_keeps_its_name_when_clusters_merge_and_its_canonical_changes(store: Store):
    before = {entry.title: entry.uri for entry in feed(store, Wanted()).entries}
    articles = store.articles([4, 5, 6])
    members = [make_filed(number, articles[number].article) for number in (6, 4, 5)]
    events = (Event(3, "merged", 2), Event(2, "canonical", 6))
    store.apply(Changes(clusters=(make_cluster(2, members),), merged=((3, 2),), events=events), LATER)
    after = feed(store, Wanted())
    assert [(entry.title, entry.uri, entry.updated) for entry in after.entries] == [
        ("single.txt", before["depot.html"], LATER),
        ("Ferry Astrid runs aground off Nordhavn", before["Ferry Astrid runs aground off Nordhavn"], AT),
    ]
    assert after.updated == LATER


def test_a_variant_that_comes_leaves_its_entry_unchanged_but_for_its_links(store: Store):
    before = feed(store, Wanted()).entries[2]
    copy = make_filed(7, replace(store.articles([1])[1].article, origin="again", source="/other"))
    store.apply(Changes(filed=(copy,)), LATER)
    after = feed(store, Wanted()).entries[2]
    assert replace(after, relatives=()) == replace(before, relatives=())
    assert len(after.relatives) == 1 + len(before.relatives)


def test_the_newest_come_and_each_narrower_feed_has_its_own_name(store: Store):
    assert [entry.title for entry in feed(store, Wanted(), limit=1).entries] == ["single.txt"]
    wanted = [Wanted(), Wanted(site="townpost.example"), Wanted(language="de"), Wanted(min_size=2), Wanted(tag="ships")]
    assert len({feed(store, one).uri for one in wanted}) == len(wanted)
    assert [len(feed(store, one).entries) for one in wanted] == [3, 1, 1, 2, 1]


def test_an_empty_feed_is_one(fresh: Fresh, store: Store):
    nothing = Wanted(site="nowhere.example")
    assert read_atom(exported(store, nothing, form="atom", title=" \u200b")).feed.title == "newsfold"
    assert read_json_feed(exported(store, nothing, form="json-feed"))["items"] == []
    with Store.open(fresh(), write=True) as empty:
        assert read_atom(exported(empty, form="atom")).feed.updated == "1970-01-01T00:00:00+00:00"


def test_a_large_cluster_names_its_first_variants_and_counts_the_others(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feeds, "_RELATIVES", 1)
    content = exported(store, form="atom")
    assert shown(read_atom(content).entries[2].content[0].value).endswith("· mirror.example · copy and 1 more")


@pytest.mark.parametrize(
    ("published", "epoch", "said"),
    [
        ("2026-03-02", 0, "2026-03-02T00:00:00+00:00"),
        ("2026-03-02T09:15:00", 0, "2026-03-02T09:15:00+00:00"),
        ("2026-03-02T09:15:00-05:30", 0, "2026-03-02T09:15:00-05:30"),
        ("1871-05-28T12:00:00+01:00:40", 0, "1871-05-28T10:59:20+00:00"),
        ("no time", 0, None),
    ],
)
def test_times_are_as_feeds_write_them(fresh: Fresh, published: str, epoch: int, said: str | None):
    with alone(fresh, told("a.txt", "A report.", published=Moment(published, epoch))) as store:
        (entry,) = feed(store, Wanted()).entries
        assert entry.published == said
        read_json_feed(exported(store, form="json-feed"))
        read_atom(exported(store, form="atom"))


def alone(fresh: Fresh, *articles: Article) -> Store:
    store = Store.open(fresh(), write=True)
    store.apply(make_changes(*([make_filed(number, article)] for number, article in enumerate(articles, 1))), AT)
    return store


def test_an_article_without_any_name_or_text_is_an_entry_all_the_same(fresh: Fresh):
    with alone(fresh, told("\u200b", "\u200b", title="\u202e", author=" ", site="\u00ad")) as store:
        (entry,) = read_atom(exported(store, form="atom")).entries
        assert (entry.title, entry.content[0].value, "author" in entry) == ("?", "", False)
        (item,) = read_json_feed(exported(store, form="json-feed"))["items"]
        assert (item["title"], "summary" in item, "authors" in item) == ("?", False, False)


@pytest.mark.parametrize(
    ("paragraphs", "short"),
    [
        ([], ""),
        (["One.", "Two."], "One. Two."),
        ([f"{'w' * 9} " * 20 + "End. " + "x" * 200], f"{'w' * 9} " * 20 + "End. …"),
        (["word " * 100], "word " * 59 + "word…"),
        (["無" * 400], "無" * 300 + "…"),
        (["無" * 200 + "。" + "無" * 200], "無" * 200 + "。 …"),
        (['He said "so." ' * 40], ('He said "so." ' * 21).rstrip() + " …"),
    ],
)
def test_a_summary_ends_with_a_sentence_where_it_can(paragraphs: list[str], short: str):
    assert summary(paragraphs) == short


@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" .。!"), max_size=400), max_size=3))
def test_a_summary_is_a_bounded_beginning(paragraphs: list[str]):
    whole, short = " ".join(paragraphs), summary(paragraphs)
    assert short == whole or (len(short) <= 302 and whole.startswith(short.removesuffix("…").rstrip()))


def test_media_types_are_those_of_the_registries():
    assert dict(feeds.MEDIA_TYPES) == {"atom": "application/atom+xml", "json-feed": "application/feed+json"}
