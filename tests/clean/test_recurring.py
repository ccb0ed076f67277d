from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from newsfold.clean.recurring import Group, line_digests
from newsfold.text import count_words, fold_line

LEAST = 3
OWN_WORDS = 4
# Lines of one to five words; few, so that articles often share them.
LINES = [" ".join([letter] * (1 + at % 5)) for at, letter in enumerate("abcdefghijkl")]
ARTICLES = st.lists(st.sampled_from(LINES), max_size=6).map("\n".join)
ACTIONS = st.lists(st.tuples(st.integers(1, 6), st.none() | ARTICLES), max_size=25)


def recurring_by_definition(texts: dict[int, str], article_id: int) -> tuple[int, ...]:
    lines = {key: set(text.split("\n")) for key, text in texts.items()}

    def own_words(key: int) -> int:
        others = set[str]().union(*(lines[other] for other in lines if other != key))
        return sum(len(line.split()) for line in lines[key] - others)

    speaking = [key for key in lines if own_words(key) >= OWN_WORDS]
    return tuple(
        index
        for index, line in enumerate(texts[article_id].split("\n"))
        if line and sum(line in lines[key] for key in speaking) >= LEAST
    )


@dataclass
class Site:
    """A group beside its definition."""

    group: Group = field(default_factory=lambda: Group(LEAST, OWN_WORDS))
    texts: dict[int, str] = field(default_factory=dict[int, str])

    def act(self, article_id: int, text: str | None) -> None:
        if text is None:
            self.group.drop(article_id)
            self.texts.pop(article_id, None)
        else:
            empty = {index for index, line in enumerate(text.split("\n")) if not line}
            self.group.put(article_id, line_digests(text, empty))
            self.texts[article_id] = text

    def recurring(self) -> dict[int, tuple[int, ...]]:
        return {key: self.group.recurring(key) for key in self.texts}


@given(ACTIONS)
def test_any_history_gives_what_the_definition_says(actions: list[tuple[int, str | None]]) -> None:
    site = Site()
    for action in actions:
        before = site.recurring()
        site.act(*action)
        after = site.recurring()
        assert after == {key: recurring_by_definition(site.texts, key) for key in site.texts}
        changed = {key for key in after if after[key] != before.get(key)}
        assert changed <= site.group.take_touched() <= set(after)
        assert site.group.take_touched() == frozenset()


def story(number: int) -> str:
    """Forty words of which no two stories have one in common."""
    return " ".join(f"{chr(97 + number)}{chr(97 + at // 26)}{chr(97 + at % 26)}" for at in range(40))


def digests(*lines: str) -> bytes:
    return line_digests("\n".join(lines), ())


def test_a_line_of_three_articles_with_words_of_their_own_recurs() -> None:
    group = Group(3)
    for number in (1, 2):
        group.put(number, digests(story(number), "All  Cranes are sold as seen"))
    assert group.recurring(1) == ()
    assert group.take_touched() == {1, 2}
    group.put(3, digests("ALL CRANES ARE SOLD AS SEEN", story(3)))
    assert [group.recurring(number) for number in (1, 2, 3)] == [(1,), (1,), (0,)]
    assert group.take_touched() == {1, 2, 3}
    group.put(4, digests(story(4)))
    assert group.take_touched() == {4}
    group.drop(3)
    assert group.recurring(1) == ()
    assert group.take_touched() == {1, 2}


def test_a_line_recurs_whatever_its_figures() -> None:
    group = Group(3)
    for number in (1, 2, 3):
        group.put(number, digests(story(number), f"Updated 10:1{number}, {number * 7} comments"))
    assert [group.recurring(number) for number in (1, 2, 3)] == [(1,), (1,), (1,)]


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text(alphabet="aB01 '-\tÉ٣"))
def test_a_digest_is_the_hash_of_the_folded_line_with_its_number_of_words(line: str) -> None:
    folded = re.sub(r"\d+", "0", fold_line(line.replace("\n", " ")).casefold())
    expected = xxhash.xxh64_intdigest(folded.encode()) & ~0xFFFF | count_words(folded)
    assert line_digests(line.replace("\n", " "), ()) == expected.to_bytes(8, "little")


def test_versions_of_one_story_are_no_evidence() -> None:
    group = Group(3)
    for number in range(1, 6):
        group.put(number, digests(story(0), "Second paragraph of the story", f"Update {number}"))
    assert all(group.recurring(number) == () for number in range(1, 6))


def test_furniture_that_is_known_has_no_digest_and_the_same_put_again_changes_nothing() -> None:
    known = line_digests("News\nThree more words", {0})
    assert (known[:8], len(known), int.from_bytes(known[8:10], "little")) == (bytes(8), 16, 3)
    group = Group(2)
    group.put(1, known)
    group.take_touched()
    group.put(1, known)
    assert group.take_touched() == frozenset()


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot recur in 1 article"):
        Group(1)
    with pytest.raises(KeyError):
        Group(2).recurring(7)
    Group(2).drop(7)
