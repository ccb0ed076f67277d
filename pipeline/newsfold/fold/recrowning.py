"""Canonicals under other rules: which would be others, and all of them chosen anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newsfold.cluster.canonical import choose
from newsfold.fold.contesting import contenders
from newsfold.fold.filing import Moves
from newsfold.fold.telling import Register
from newsfold.match.window import WINDOW_DAYS
from newsfold.views.recrownings import OtherCanonical, Recrowning

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsfold.match.encoder import Encoder
    from newsfold.settings import CanonicalSettings
    from newsfold.store.contests import Field
    from newsfold.store.store import Store

_PAGE = 2_000  # clusters that are looked at, at once


def recrowning(store: Store, policy: CanonicalSettings) -> Recrowning:
    """What `policy` would change. Only reads, some clusters at a time: 100,000 articles take seconds."""
    register = Register.of(store)
    clusters = articles = decided = 0
    changes: list[tuple[Field, int, str]] = []
    for page in store.field_pages(_PAGE):
        clusters += len(page)
        articles += sum(len(field.articles) for field in page)
        decided += sum(register.pin(field.words.keys()) is not None for field in page)
        changes += _changes((field for field in page if register.pin(field.words.keys()) is None), policy)
    briefs = store.briefs({number for field, after, _ in changes for number in (field.canonical, after)})
    return Recrowning(
        rules=policy.rules,
        clusters=clusters,
        articles=articles,
        decided=decided,
        changes=tuple(
            OtherCanonical(field.cluster, len(field.articles), briefs[field.canonical], briefs[after], reason)
            for field, after, reason in changes
        ),
    )


def recrown(
    store: Store, policy: CanonicalSettings, at: str, encoder: Encoder | None = None, *, window_days: int = WINDOW_DAYS
) -> Recrowning:
    """Chooses all canonicals anew by `policy`, as if it had always been in force. `store` is open for writing; `at` is ISO 8601.

    All in one transaction.
    """
    from newsfold.fold.fold import Fold  # noqa: PLC0415 matching is loaded only to work

    with store.transaction():
        told = recrowning(store, policy)
        fold = Fold(store, policy, {}, encoder, window_days=window_days)
        for page in store.field_pages(_PAGE):
            bodies = {body for field in page for body in field.words}
            fold.arrange(bodies, Moves({}, dict.fromkeys(bodies, ()), {}), at)
    return replace(told, stored=True)


def _changes(fields: Iterable[Field], policy: CanonicalSettings) -> list[tuple[Field, int, str]]:
    """The clusters whose canonical would be another, each with that one and the reason."""
    choices = [(field, choose(contenders(field, policy), policy)) for field in fields]
    return [
        (field, choice.contender.article, choice.reason) for field, choice in choices if choice.contender.article != field.canonical
    ]
