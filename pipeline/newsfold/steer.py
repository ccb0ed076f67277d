"""Deciding: what a person says of articles is noted and, unless somebody else holds the database, done at once.

Whoever holds the database's lock applies what was noted; everybody else notes beside it. So people decide while `newsfold run`
watches, and it does what they said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from newsfold.changes import Changes
from newsfold.cluster.decisions import named, standing, told
from newsfold.errors import Contradiction, NotFound, SchemeMismatch, StoreBusy, UsageError
from newsfold.fold.exchanging import note as note_lines
from newsfold.lines import printable
from newsfold.match.encoder import load as load_encoder
from newsfold.model import Act, Decision
from newsfold.store.store import Store
from newsfold.views.decisions import Imported

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsfold.cluster.decisions import Standing
    from newsfold.fold.exchanging import Foreign, Refused
    from newsfold.fold.fold import Fold
    from newsfold.match.encoder import Encoder
    from newsfold.model import StoredArticle
    from newsfold.settings import Settings

T = TypeVar("T")

_ARE_NOT = {Act.SAME: "cannot be one report", Act.DIFFERENT: "cannot be two reports"}


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision.

    `applied` is False where it was only noted: whoever holds the database will apply it. `known`: it held already, nothing was noted,
    and `decision` is the one that says so.

    `changed` are the ids of the clusters that are others than before, `merged` the (old, new) ids of those that went into another.
    """

    decision: Decision
    applied: bool
    known: bool = False
    changed: tuple[int, ...] = ()
    merged: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Wish:
    """An act before it is noted; `known` is the one that says the same already."""

    kind: Act
    article: int
    other: int | None
    known: Decision | None = None


def decide(settings: Settings, kind: Act, article: str, other: str | None, *, by: str, why: str) -> Decided:
    """Decides that two articles are one report (`Act.SAME`), or are not (`Act.DIFFERENT`), or which one speaks for its cluster.

    For that (`Act.CANONICAL`) `other` is the id of the cluster, or None for whichever `article` stands in. Articles are named as in
    `Store.find_article`. Raises NotFound, UsageError (an article and itself, an article of another cluster, nobody's name),
    Contradiction with the chain that speaks against it, and StoreError.
    """
    return _act(settings, lambda store: note(store, kind, article, other, by=by, why=why))


def undo(settings: Settings, decision: int | None, *, by: str, why: str) -> Decided:
    """Undoes a decision; None: the latest that is in force. Raises NotFound, UsageError (an undo: decide again instead), StoreError."""
    return _act(settings, lambda store: note_undo(store, decision, by=by, why=why))


def note(store: Store, kind: Act, article: str, other: str | None, *, by: str, why: str) -> Decided:
    """What `decide` does, but only notes it: in a store that is open for writing, or beside its writer."""
    with store.noting():
        one = store.find_article(article)
        wish = _pin(store, one, other) if kind is Act.CANONICAL else _pair(store, kind, one, store.find_article(other or ""))
        return _noted(store, wish, by, why)


def note_undo(store: Store, decision: int | None, *, by: str, why: str) -> Decided:
    """What `undo` does, but only notes it, as `note` does."""
    with store.noting():
        return _noted(store, _undoing(store, decision), by, why)


def apply_pending(fold: Fold, store: Store, at: str) -> Changes:
    """Applies whatever was decided and is not reflected by the clusters yet; what changed. One small read where there is nothing.

    For whoever has the database open for writing. When it raises, the store is as before, but `fold` may not be used again.
    """
    return fold.catch_up(at) if store.pending() else Changes()


def take_in(settings: Settings, lines: Sequence[Foreign | Refused]) -> Imported:
    """Notes the decisions of another database (see `newsfold.fold.exchanging.read`), and applies them all at once.

    Raises NotFound and StoreError.
    """
    noted, changes = _noting(settings, lambda store: note_lines(store, lines))
    refused = tuple((one.line, one.why) for one in noted.refused)
    return Imported(noted.noted, noted.known, refused, applied=changes is not None)


def _act(settings: Settings, act: Callable[[Store], Decided]) -> Decided:
    """Lets `act` note something, and applies it if nobody else holds the database."""
    noted, changes = _noting(settings, act)
    if changes is None:
        return noted
    changed = tuple(sorted(cluster.id for cluster in changes.clusters))
    return replace(noted, applied=True, changed=changed, merged=changes.merged)


def _noting(settings: Settings, note: Callable[[Store], T]) -> tuple[T, Changes | None]:
    """What `note` notes, in one transaction, and what changes because of it; None where somebody else holds the database."""
    from newsfold.match.scheme import scheme_id  # noqa: PLC0415 matching is loaded only to work

    encoder = load_encoder(settings.match.encoder)
    Store.open(settings.db).close()  # a writer would make the database that is not there
    opened = partial(Store.open, settings.db, write=True, scheme=scheme_id(encoder, settings.match.window_days))
    try:
        store = opened()
    except StoreBusy:
        with Store.open(settings.db, beside=True) as beside, beside.noting():
            noted = note(beside)
        try:
            store = opened()  # whoever held it may have ended without a look at what was noted
        except (StoreBusy, SchemeMismatch):
            return noted, None
        with store:
            return noted, _applied(store, settings, encoder)
    with store, store.transaction():
        noted = note(store)
        return noted, _applied(store, settings, encoder)


def _applied(store: Store, settings: Settings, encoder: Encoder | None) -> Changes:
    from newsfold.fold.fold import Fold  # noqa: PLC0415 as above

    return apply_pending(Fold(store, settings.canonical, {}, encoder, window_days=settings.match.window_days), store, _now())


def _noted(store: Store, wish: _Wish, by: str, why: str) -> Decided:
    by, why = _one_line(by), _one_line(why)
    if not by:
        message = "a decision needs the name of whoever makes it"
        raise UsageError(message)
    if wish.known:
        return Decided(wish.known, applied=wish.known.id <= store.decided(), known=True)
    return Decided(store.note_decision(wish.kind, wish.article, wish.other, by=by, at=_now(), why=why), applied=False)


def _pair(store: Store, kind: Act, one: StoredArticle, other: StoredArticle) -> _Wish:
    """That two articles are, or are not, one report. Raises UsageError and Contradiction."""
    if one.id == other.id:
        message = f"article {one.id} is named twice; a decision is about two articles"
        raise UsageError(message)
    acts = store.decisions()
    ends = {one.id, other.id}
    wished = Decision(acts[-1].id + 1 if acts else 1, kind, one.id, other.id, "", "")
    held = _standing(store, [*acts, wished])
    if wished.id in held.moot:
        message = f"articles {one.id} and {other.id} {_ARE_NOT[kind]}: {told(held.moot[wished.id])}"
        raise Contradiction(message)
    known = [act for act in acts if act.kind is kind and {act.article, act.other} == ends and act.id in held.in_force]
    return _Wish(kind, one.id, other.id, known[0] if known else None)


def _pin(store: Store, one: StoredArticle, cluster: str | None) -> _Wish:
    """That an article speaks for the cluster in which it stands. Raises NotFound and UsageError."""
    if cluster is not None:
        stands = store.cluster(int(cluster)).id if cluster.isascii() and cluster.isdigit() else None
        if stands is None:
            message = f"no cluster {cluster}"
            raise NotFound(message)
        if stands != one.cluster:
            message = f"article {one.id} does not stand in cluster {cluster} but in {one.cluster}"
            raise UsageError(message)
    acts = store.decisions()
    held = _standing(store, acts)
    pins = [act for act in acts if act.kind is Act.CANONICAL and act.id in held.in_force]
    # Of several in one cluster the latest counts, and which others stand there may be another matter once all is applied.
    known = pins[-1] if pins and pins[-1].article == one.id else None
    return _Wish(Act.CANONICAL, one.id, None, known)


def _undoing(store: Store, number: int | None) -> _Wish:
    """That an act holds no longer. Raises NotFound and UsageError."""
    acts = {act.id: act for act in store.decisions()}
    held = _standing(store, list(acts.values()))
    if number is None:
        number = max(held.in_force, default=None)
    if number not in acts:
        message = "there is no decision to be undone" if number is None else f"no decision {number}"
        raise NotFound(message)
    act = acts[number]
    if act.kind is Act.UNDO:
        message = f"decision {number} undid decision {act.other}, and cannot be undone itself; decide again instead"
        raise UsageError(message)
    known = acts[held.undone[number]] if number in held.undone else None
    return _Wish(Act.UNDO, act.article, number, known)


def _standing(store: Store, acts: Sequence[Decision]) -> Standing:
    return standing(acts, store.bodies_of(named(acts)))


def _one_line(words: str) -> str:
    """A person's words as they are stored: one line that can be encoded."""
    return " ".join(printable(words).split())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
