"""Single articles, as people see them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from newsfold.changes import Changes
from newsfold.errors import NotFound
from newsfold.model import Relation
from newsfold.store.store import Store
from newsfold.views.browsing import ArticlePage, CopyView, RevisionView
from newsfold.watching import WEB, EntryState, WatchChanges
from store_builders import (
    AT,
    LATER,
    body_for,
    make_article,
    make_changes,
    make_cluster,
    make_filed,
    make_signature,
    make_spans,
    sample_changes,
)
from watch_builders import make_entry, make_state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from databases import Fresh


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Store]:
    with Store.open(fresh(), write=True) as opened:
        opened.apply(sample_changes(), AT)
        yield opened


def test_an_article_is_shown_whole(store: Store) -> None:
    assert store.article_page(1) == ArticlePage(
        article=store.view(1),
        source="/in",
        cluster=1,
        canonical=1,
        relation=None,
        revisions=(RevisionView(1, "Title of a.html", "epoch 100", AT, "The bridge fell.\nNobody was hurt."),),
        furniture=(),
        emptied=None,
        copies=(CopyView(2, "copy.html", None, "Title of copy.html", "copy.example", None),),
        copy_count=1,
        listed_by=("/in",),
        tags=(),
    )


def test_a_variant_and_a_copy_say_what_they_are(store: Store) -> None:
    assert (store.article_page(3).relation, store.article_page(3).canonical) == (Relation.REWRITE, 1)
    assert (store.article_page(2).relation, store.article_page(2).copies[0].id) == (Relation.COPY, 1)
    assert store.article_page(5).furniture == (0,)


def test_revisions_come_oldest_first(store: Store) -> None:
    new = make_filed(6, replace(make_article("d.html", "Snow is expected.", site=None), title="Corrected"), revised=True)
    body = body_for(new.article)
    old = sample_changes().filed[5]
    store.apply(
        Changes(
            filed=(new,),
            bodies=((body, make_signature(body)),),
            spans=make_spans([new]),
            bodies_gone=(old.body,),
            clusters=(make_cluster(3, [new]),),
        ),
        LATER,
    )
    assert store.article_page(6).revisions == (
        RevisionView(1, "Title of d.html", None, AT, "Rain is expected."),
        RevisionView(2, "Corrected", None, LATER, "Snow is expected."),
    )


def test_who_listed_it_and_how_they_call_it(store: Store) -> None:
    article = make_filed(7, make_article("https://example.org/x", "Snow fell in May.", source=WEB))
    store.apply(make_changes([article], first_cluster=4), AT)
    assert (store.article_page(7).listed_by, store.article_page(7).tags) == ((), ())
    entries = (make_entry("two", "x", tags=("Snow",)), make_entry("one", "x", EntryState.TAKEN, tags=("snow", "May")))
    store.watch(WatchChanges(sources=(make_state("one"),), entries=entries))
    assert (store.article_page(7).listed_by, store.article_page(7).tags) == (("one", "two"), ("may", "snow"))
    store.watch(WatchChanges(removed=("two",)))
    assert (store.article_page(7).listed_by, store.article_page(7).tags) == (("one",), ("may", "snow"))


def test_only_so_many_copies_are_shown(store: Store) -> None:
    copies = [
        make_filed(number, make_article(f"{number}", "Rain is expected.", published=time))
        for number, time in ((7, None), (8, 20), (9, 10))
    ]
    store.apply(Changes(filed=tuple(copies)), AT)
    page = store.article_page(6, copies=2)
    assert ([copy.id for copy in page.copies], page.copy_count, page.article.copies) == ([9, 8], 3, ("8", "9"))


@pytest.mark.parametrize("number", [0, -1, 7, 1 << 63, 1 << 80])
def test_there_is_no_such_article(store: Store, number: int) -> None:
    with pytest.raises(NotFound, match=f"no article {number}"):
        store.article_page(number)
