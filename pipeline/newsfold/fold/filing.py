"""Filing: which body each article of a batch has, and which stored articles get another one because of what was learned.

A line that recurs across a site's articles is furniture, but that shows only once there are several. So what is compared of an
article depends on the other articles of its group; whenever that changes, the articles concerned are filed anew, so that the
outcome depends on the set of articles alone and not on the order in which they came.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from newsfold.changes import Filed, Refiled
from newsfold.clean.recurring import Group
from newsfold.dates import span_of
from newsfold.machine import memory_bytes
from newsfold.model import Span
from newsfold.text import body_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from newsfold.model import Article, Body, Prepared, Signature, StoredArticle
    from newsfold.store.retention import Outdated
    from newsfold.store.store import Store
    from newsfold.store.turns import Heard

_SITE_RECURS = 3
_UNKNOWN_SITE_RECURS = 10  # articles of unknown site may quote one statement; a line must recur more often to count as furniture
_UNKNOWN_SITE = ""
# What the lines of an article take in memory, and how much of the machine's they may take all together.
_BYTES_AN_ARTICLE, _PART_OF_MEMORY = 1200, 1 / 4


@dataclass(frozen=True, slots=True)
class Moves:
    """Which articles come to and go from which bodies. An article whose metadata changed comes to and goes from the same one."""

    arrived: Mapping[int, tuple[int, ...]]
    left: Mapping[int, tuple[int, ...]]
    came_from: Mapping[int, frozenset[int]]
    """The clusters in which the articles stood that moved to a body."""


@dataclass(frozen=True, slots=True)
class Filing:
    """The outcome: what to store, the bodies that are not in the store yet, those that lost their last article, and the moves."""

    filed: tuple[Filed, ...]
    refiled: tuple[Refiled, ...]
    bodies: tuple[Body, ...]
    gone: tuple[int, ...]
    moves: Moves
    spans: Mapping[int, Span]
    """When the articles of bodies stand: of each in `bodies`, and of others that stand otherwise than before."""
    signatures: Mapping[int, Signature]
    """Of those in `bodies`, as far as they are made already."""
    copies: int
    """New articles whose body was known before, or came with an earlier article of the batch."""
    removed: int = 0
    """Articles that are left out because they were removed for good."""


class Filer:
    """Files batches; remembers the lines of the groups that it has met, as far as memory allows, so each is read from the store once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._groups: OrderedDict[str, Group] = OrderedDict()
        self._room = int(_PART_OF_MEMORY * memory_bytes() / _BYTES_AN_ARTICLE)

    def file(self, prepared: Sequence[Prepared], at: str) -> Filing:
        """Files one batch, in which no (source, origin) occurs twice; what is stored already is left out, and what was removed for good.

        Nothing is written. `at` is the time, ISO 8601: articles that do not tell when they were published stand there.
        """
        self._make_room()
        made = {_key(one.article): one for one in prepared}
        articles = [one.article for one in prepared]
        buried = self._store.buried({_key(article): article.digest for article in articles})
        stored = self._store.articles_by_key([_key(article) for article in articles])
        articles = [article for article in articles if _key(article) not in buried and not _is_stored(article, stored)]
        numbers = self._numbers(articles, stored)
        lines = {numbers[_key(article)]: made[_key(article)].lines for article in articles}
        for article in articles:
            self._learn(numbers[_key(article)], article, lines[numbers[_key(article)]], stored.get(_key(article)))
        bodies: dict[int, Body] = {}
        filed = [
            self._filed(numbers[_key(article)], made[_key(article)], revised=_key(article) in stored, bodies=bodies)
            for article in articles
        ]
        disturbed = self._disturbed(frozenset(lines))
        refiled = [Refiled(old.id, recurring, self._body(old.article, recurring, bodies)) for old, recurring in disturbed]
        moved = [*(stored[_key(article)] for article in articles if _key(article) in stored), *(old for old, _ in disturbed)]
        previous = {old.id: old for old in moved}
        seen = {
            numbers[_key(article)]: _span(article, stored[_key(article)].first_seen if _key(article) in stored else at)
            for article in articles
        }
        seen |= {old.id: _span(old.article, old.first_seen) for old, _ in disturbed}
        signatures = {one.body.id: one.signature for one in prepared}
        return replace(self._outcome(filed, refiled, bodies, previous, seen=seen), removed=len(buried), signatures=signatures)

    def remove(self, outdated: Outdated) -> Filing:
        """Files what changes when articles go. Nothing is written."""
        self._make_room()
        for number, group in outdated.groups.items():
            self._group(group).drop(number)
        bodies: dict[int, Body] = {}
        disturbed = self._disturbed(frozenset(outdated.groups))
        refiled = [Refiled(old.id, recurring, self._body(old.article, recurring, bodies)) for old, recurring in disturbed]
        seen = {old.id: _span(old.article, old.first_seen) for old, _ in disturbed}
        return self._outcome([], refiled, bodies, {old.id: old for old, _ in disturbed}, seen=seen, removed=outdated.body_of)

    def refile(self, articles: Sequence[StoredArticle]) -> Filing:
        """Files stored articles as if none had a body yet, recurring lines and all: for a rebuild."""
        self._make_room()
        bodies: dict[int, Body] = {}
        refiled: list[Refiled] = []
        for old in articles:
            recurring = self._group(group_name(old.article)).recurring(old.id)
            refiled.append(Refiled(old.id, recurring, self._body(old.article, recurring, bodies)))
        return self._outcome([], refiled, bodies, {}, seen={old.id: _span(old.article, old.first_seen) for old in articles})

    def hear(self, heard: Heard) -> None:
        """Takes over which lines articles have that other writers changed; what that touched they have filed anew themselves."""
        if heard.afresh:
            self._groups.clear()
            return
        lines = self._store.lines_of([number for number, _ in heard.articles])
        for number, names in heard.articles:
            now, digests = lines.get(number, (None, b""))
            for name, group in ((name, self._groups[name]) for name in names if name in self._groups):
                if name == now:
                    group.put(number, digests)
                else:
                    group.drop(number)
                group.take_touched()

    def _numbers(self, articles: Sequence[Article], stored: Mapping[tuple[str, str], StoredArticle]) -> dict[tuple[str, str], int]:
        numbers: dict[tuple[str, str], int] = {}
        fresh = self._store.next_article_id()
        for article in articles:
            old = stored.get(_key(article))
            numbers[_key(article)] = old.id if old else fresh
            fresh += old is None
        return numbers

    def _learn(self, number: int, article: Article, lines: bytes, old: StoredArticle | None) -> None:
        if old and group_name(old.article) != group_name(article):
            self._group(group_name(old.article)).drop(number)
        self._group(group_name(article)).put(number, lines)

    def _filed(self, number: int, made: Prepared, *, revised: bool, bodies: dict[int, Body]) -> Filed:
        group = group_name(made.article)
        recurring = self._group(group).recurring(number)
        if recurring:
            body = self._body(made.article, recurring, bodies)
        else:
            body = made.body.id
            bodies[body] = made.body
        return Filed(number, made.article, group, recurring, made.lines, body, revised)

    def _disturbed(self, fresh: frozenset[int]) -> list[tuple[StoredArticle, tuple[int, ...]]]:
        """Stored articles, not in this batch, whose recurring lines are others now."""
        homes = {number: group for group in self._groups.values() for number in group.take_touched() - fresh}
        old = self._store.articles(sorted(homes))
        now = {number: homes[number].recurring(number) for number in old}
        changed = [number for number, recurring in sorted(now.items()) if recurring != old[number].recurring]
        # Of a text that was removed nothing can be made anew.
        return [(old[number], now[number]) for number in changed if not old[number].emptied]

    def _body(self, article: Article, recurring: Iterable[int], bodies: dict[int, Body]) -> int:
        body = body_of(article.text, {*article.furniture, *recurring}, article.lang)
        bodies[body.id] = body
        return body.id

    def _group(self, name: str) -> Group:
        if name not in self._groups:
            group = self._groups[name] = Group(recurs_from(name))
            for number, lines in self._store.group_lines(name):
                group.put(number, lines)
            group.take_touched()
        self._groups.move_to_end(name)
        return self._groups[name]

    def _make_room(self) -> None:
        """Forgets the groups that were not met for the longest; only between batches, for a batch knows more than the store."""
        kept = sum(map(len, self._groups.values()))
        while len(self._groups) > 1 and kept > self._room:
            _, forgotten = self._groups.popitem(last=False)
            kept -= len(forgotten)

    def _outcome(
        self,
        filed: Sequence[Filed],
        refiled: Sequence[Refiled],
        bodies: Mapping[int, Body],
        previous: Mapping[int, StoredArticle],
        *,
        seen: Mapping[int, Span],
        removed: Mapping[int, int] = MappingProxyType({}),
    ) -> Filing:
        arrived: dict[int, list[int]] = {}
        left: dict[int, list[int]] = {}
        came_from: dict[int, set[int]] = {}
        moves: list[Filed | Refiled] = [*filed, *refiled]
        for number, body in removed.items():
            left.setdefault(body, []).append(number)
        for moved in moves:
            arrived.setdefault(moved.body, []).append(moved.id)
            if old := previous.get(moved.id):
                left.setdefault(old.body, []).append(moved.id)
                came_from.setdefault(moved.body, set()).add(old.cluster)
        counts = self._store.article_count([*bodies, *left])
        gone = [body for body, numbers in left.items() if counts.get(body, 0) - len(numbers) + len(arrived.get(body, ())) == 0]
        known = {body for body in bodies if counts.get(body, 0)}
        return Filing(
            tuple(filed),
            tuple(refiled),
            tuple(body for body in bodies.values() if body.id not in known),
            tuple(sorted(gone)),
            Moves(
                {body: tuple(numbers) for body, numbers in arrived.items()},
                {body: tuple(numbers) for body, numbers in left.items()},
                {body: frozenset(clusters) for body, clusters in came_from.items()},
            ),
            self._spans(bodies.keys() - known, arrived, left, seen),
            {},
            _copies(filed, known),
        )

    def _spans(
        self,
        new: Collection[int],
        arrived: Mapping[int, Sequence[int]],
        left: Mapping[int, Sequence[int]],
        seen: Mapping[int, Span],
    ) -> dict[int, Span]:
        """When the articles of bodies stand: of `new` ones, and of signed ones where that is news. `seen`: what arrived."""
        stood = self._store.spans({*arrived, *left}.difference(new))
        # What is left of a body must be looked at; what came to it only widens it.
        rest = self._store.article_spans(stood.keys() & left.keys())
        spans: dict[int, Span] = {}
        for body in {*new, *stood}:
            parts = [seen[number] for number in arrived.get(body, ())]
            if body in left:
                gone = set(left[body])
                parts += [span for number, span in rest[body].items() if number not in gone]
            elif body in stood:
                parts.append(stood[body])
            if parts:
                spans[body] = Span(min(part.since for part in parts), max(part.until for part in parts))
        return {body: span for body, span in spans.items() if stood.get(body) != span}


def _key(article: Article) -> tuple[str, str]:
    return (article.source, article.origin)


def _is_stored(article: Article, stored: Mapping[tuple[str, str], StoredArticle]) -> bool:
    """Whether nothing is new but, at most, bytes of the page that are no part of the article. A text that was removed is told by its body."""
    old = stored.get(_key(article))
    if old is None:
        return False
    if not old.emptied:
        return replace(article, digest=old.article.digest) == old.article
    same = replace(article, digest=old.article.digest, text="", furniture=old.article.furniture) == old.article
    return same and body_of(article.text, {*article.furniture, *old.recurring}, article.lang).id == old.body


def group_name(article: Article) -> str:
    """Whose articles an article is compared with for recurring lines."""
    return article.site or _UNKNOWN_SITE


def recurs_from(group: str) -> int:
    """In how many articles of a group a line stands at least that recurs."""
    return _UNKNOWN_SITE_RECURS if group == _UNKNOWN_SITE else _SITE_RECURS


def _span(article: Article, first_seen: str) -> Span:
    return span_of(article.source, article.published.epoch if article.published else None, first_seen)


def _copies(filed: Sequence[Filed], known: set[int]) -> int:
    copies = 0
    seen = set(known)
    for article in filed:
        copies += article.body in seen and not article.revised
        seen.add(article.body)
    return copies
