"""What is known of an address: whether an article is stored under it, or was removed for good.

An article may have come by http and be listed with https since, or the other way round. It stays under the address under which it was
stored first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from newsfold.address import twin
from newsfold.model import Article
from newsfold.watching import WEB

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from newsfold.daemon.steps import Step
    from newsfold.model import StoredArticle


class Asking(Protocol):
    """What is asked of the store: see `newsfold.store.lookups.Lookups`."""

    def articles_by_key(self, keys: Collection[tuple[str, str]], /) -> dict[tuple[str, str], StoredArticle]:
        """Articles by (source, origin)."""
        ...

    def buried(self, inputs: Mapping[tuple[str, str], bytes], /) -> set[tuple[str, str]]:
        """The keys whose articles were removed for good."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of some addresses.

    `articles` are those stored under them or their twins; `removed` are the addresses of which the article, or that of the twin, was
    removed for good.
    """

    articles: Mapping[str, StoredArticle]
    removed: frozenset[str]


def known(store: Asking, origins: Collection[str]) -> Known:
    """What is known of articles from the network with these addresses."""
    keys = {(WEB, address): b"" for origin in origins for address in (origin, twin(origin))}
    stored, buried = store.articles_by_key(keys), store.buried(keys)
    found = ((origin, stored.get((WEB, origin)) or stored.get((WEB, twin(origin)))) for origin in origins)
    return Known(
        {origin: article for origin, article in found if article},
        frozenset(origin for origin in origins if not buried.isdisjoint({(WEB, origin), (WEB, twin(origin))})),
    )


def settled(store: Asking, steps: Sequence[Step]) -> list[Step]:
    """The steps as they are to be written: an article of which an older form is stored comes under the address of that, as its revision.

    Left out are articles of new entries to which another entry has led meanwhile, and those that were removed; their entries stay.
    """
    outcomes = [step.outcome for step in steps if isinstance(step.outcome, Article) and step.outcome.source == WEB]
    found = known(store, {article.origin for article in outcomes})
    return [_settled(step, found) for step in steps]


def _settled(step: Step, found: Known) -> Step:
    outcome = step.outcome
    if not isinstance(outcome, Article) or outcome.source != WEB:
        return step
    if outcome.origin in found.removed:
        return replace(step, outcome=None)
    stored = found.articles.get(outcome.origin)
    if stored is None:
        return step
    origin = stored.article.origin
    entries = tuple(replace(entry, origin=origin) if entry.origin == outcome.origin else entry for entry in step.entries)
    return replace(step, outcome=None if step.first else replace(outcome, origin=origin), entries=entries)
