"""Articles that are known by either scheme, and articles that were removed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from newsfold.daemon.claims import visits
from newsfold.daemon.known import Known, known, settled
from newsfold.daemon.steps import Step
from newsfold.model import Reason, Skip
from newsfold.sources.watchlist import Source
from newsfold.store.store import Store
from newsfold.watching import WEB, EntryState, WatchChanges
from store_builders import AT, make_article, make_changes, make_filed
from watch_builders import NOW, make_entry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from newsfold.model import Article, StoredArticle

PLAIN, SECURE, OTHER = "http://quay.example/crane", "https://quay.example/crane", "https://quay.example/rope"
SOURCES = {
    "a": Source(key="a", kind="feed", url="https://a.example/feed"),
    "b": Source(key="b", kind="feed", url="https://b.example/feed"),
}


def crane(origin: str, text: str = "The crane fell.") -> Article:
    return make_article(origin, text, source=WEB)


@pytest.fixture
def store() -> Iterator[Store]:
    """An article that came by http."""
    with Store.open(":memory:", write=True) as opened:
        opened.apply(make_changes([make_filed(1, crane(PLAIN))]), AT)
        yield opened


class Buried:
    """A store from which the article by http was removed."""

    def articles_by_key(self, _keys: Collection[tuple[str, str]], /) -> dict[tuple[str, str], StoredArticle]:
        return {}

    def buried(self, inputs: Mapping[tuple[str, str], bytes], /) -> set[tuple[str, str]]:
        return {key for key in inputs if key == (WEB, PLAIN)}


def test_an_article_is_known_by_either_scheme(store: Store):
    found = known(store, [PLAIN, SECURE, OTHER])
    assert {origin: article.id for origin, article in found.articles.items()} == {PLAIN: 1, SECURE: 1}
    assert found.removed == frozenset()
    assert known(store, []) == Known({}, frozenset())


def test_its_own_address_goes_before_its_twin(store: Store):
    store.apply(make_changes([make_filed(2, crane(SECURE, "Another one."))], first_cluster=2), AT)
    assert {origin: article.id for origin, article in known(store, [PLAIN, SECURE]).articles.items()} == {PLAIN: 1, SECURE: 2}


def test_what_came_by_the_other_scheme_is_written_as_a_revision_of_what_is_stored(store: Store):
    entry = make_entry("a", "1", EntryState.TAKEN, origin=SECURE, fetched=NOW)
    beside = make_entry("a", "2", origin=OTHER)
    found = settled(store, [Step(crane(SECURE, "The crane was mended."), (entry, beside))])
    assert found == [Step(replace(crane(SECURE, "The crane was mended."), origin=PLAIN), (replace(entry, origin=PLAIN), beside))]


def test_what_another_entry_led_to_meanwhile_is_not_written_once_more(store: Store):
    entry = make_entry("b", "1", EntryState.TAKEN, origin=SECURE, fetched=NOW)
    new = Step(crane(OTHER), first=True)
    filed = Step(make_article(SECURE, "A file of that name."))
    skip = Step(Skip(WEB, SECURE, Reason.NO_TEXT))
    assert settled(store, [Step(crane(SECURE), (entry,), first=True), new, filed, skip, Step()]) == [
        Step(None, (replace(entry, origin=PLAIN),), first=True),
        *(new, filed, skip, Step()),
    ]


def test_what_was_removed_for_good_is_not_written_again():
    entry = make_entry("b", "1", EntryState.TAKEN, origin=SECURE)
    assert settled(Buried(), [Step(crane(SECURE), (entry,)), Step(crane(OTHER))]) == [Step(None, (entry,)), Step(crane(OTHER))]


def test_a_page_that_is_stored_by_the_other_scheme_is_not_asked_for(store: Store):
    new, revised = make_entry("a", "1", url=SECURE, origin=SECURE), make_entry("b", "1", url=SECURE, origin=OTHER, revisions=1)
    store.watch(WatchChanges(entries=(new, revised)))
    claims = visits(store, [new, revised], SOURCES, (), NOW)
    assert claims.settled == (replace(new, state=EntryState.TAKEN, origin=PLAIN),)
    assert [visiting.before for visiting in claims.visitings] == [revised]


def test_a_page_is_asked_for_by_one_scheme_at_a_time(store: Store):
    plain, secure = (
        make_entry(key, "2", url=url, origin=url) for key, url in (("a", "http://quay.example/x"), ("b", "https://quay.example/x"))
    )
    assert [visiting.before for visiting in visits(store, [plain, secure], SOURCES, (), NOW).visitings] == [plain]
    assert visits(store, [secure], SOURCES, (plain.origin,), NOW).visitings == ()


def test_a_revision_that_was_read_by_the_other_scheme_meanwhile_is_had(store: Store):
    read = make_entry("a", "1", EntryState.TAKEN, url=PLAIN, origin=PLAIN, fetched=NOW - 5)
    changed = make_entry("b", "1", url=SECURE, origin=SECURE, revisions=1, fetched=NOW - 900, next_try=NOW - 9)
    store.watch(WatchChanges(entries=(read, changed)))
    claims = visits(store, [changed], SOURCES, (), NOW)
    assert claims.settled == (replace(changed, state=EntryState.TAKEN, origin=PLAIN, fetched=NOW - 5),)


def test_a_page_that_was_removed_for_good_is_not_asked_for(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(store, "buried", Buried().buried)
    monkeypatch.setattr(store, "articles_by_key", Buried().articles_by_key)
    entry = make_entry("a", "1", url=SECURE, origin=SECURE)
    claims = visits(store, [entry], SOURCES, (), NOW)
    assert (claims.settled, claims.visitings) == ((replace(entry, state=EntryState.TAKEN),), ())
