"""Decisions carried from one database to another, in JSON Lines that name articles by what they are known by in both.

A line is `{"kind", "a": KEY, "b": KEY | null, "by", "at", "why"}`, a KEY `{"source", "origin", "url", "digest"}`: `digest` in hexadecimal,
`at` in ISO 8601 with an offset.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from newsfold.cluster.decisions import named, standing, told
from newsfold.errors import PathMissing
from newsfold.fold.telling import Register
from newsfold.lines import clean_line
from newsfold.model import Act, Decision
from newsfold.store.identities import ArticleKey
from newsfold.views.decisions import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO

    from newsfold.store.store import Store

_PAIRS = frozenset({Act.SAME, Act.DIFFERENT})
_MOST = 2_000  # characters of a name or a reason
_NONE = (
    "is no decision: JSON with a kind (same, different, canonical), an `a` and, but for a canonical, a `b` with source and origin, "
    "a `by`, and an `at` with its offset"
)


@dataclass(frozen=True, slots=True)
class Foreign:
    """A decision of another database, and the number of the line that tells it; `b` is None for a canonical."""

    line: int
    kind: Act
    a: ArticleKey
    b: ArticleKey | None
    by: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that cannot be taken in, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of lines: how many decisions were noted and known already, and the others."""

    noted: int
    known: int
    refused: tuple[Refused, ...]


def exported(store: Store) -> tuple[list[dict[str, Any]], int]:
    """The decisions that were not undone, by id, as lines; and how many were left out because an article of theirs is gone."""
    views = [
        view for view in Register.of(store).views.values() if view.decision.kind is not Act.UNDO and view.state is not State.UNDONE
    ]
    keys = store.keys({article.id for view in views for article in (view.article, view.other) if article is not None})
    rows = [
        {
            "kind": view.decision.kind.value,
            "a": _record(keys[view.article.id]),
            "b": None if view.other is None else _record(keys[view.other.id]),
            "by": view.decision.by,
            "at": view.decision.at,
            "why": view.decision.why,
        }
        for view in views
        if view.article.id in keys and (view.other is None or view.other.id in keys)
    ]
    return rows, len(views) - len(rows)


def read(path: str, stdin: BinaryIO) -> list[Foreign | Refused]:
    """The decisions of a file, "-" for `stdin`, line by line. Raises PathMissing."""
    try:
        if path == "-":
            content = stdin.read()
        else:
            with open(path, "rb") as file:  # noqa: PTH123 the name may be any
                content = file.read()
    except OSError as error:
        message = f"cannot read {path}: {error.strerror}"
        raise PathMissing(message) from error
    return [_foreign(number, line) for number, line in enumerate(content.split(b"\n"), 1) if line.strip()]


def note(store: Store, lines: Sequence[Foreign | Refused]) -> Noted:
    """Notes the decisions whose articles are here and that contradict none made here, in their order. For the caller's transaction."""
    acts = store.decisions()
    meant = store.articles_named({key for line in lines if isinstance(line, Foreign) for key in (line.a, line.b) if key})
    refused = [line for line in lines if isinstance(line, Refused)]
    wished: dict[int, tuple[int, Decision]] = {}
    known = 0
    held = {_said(act) for act in acts if act.id in Register.of(store).standing.in_force}
    number = acts[-1].id if acts else 0
    for line in lines:
        if isinstance(line, Refused):
            continue
        wish = _wish(line, meant, number + 1)
        if isinstance(wish, Refused):
            refused.append(wish)
        elif _said(wish) in held:
            known += 1
        else:
            number += 1
            held.add(_said(wish))
            wished[number] = (line.line, wish)
    return _weighed(store, acts, wished, known, refused)


def _weighed(
    store: Store, acts: Sequence[Decision], wished: Mapping[int, tuple[int, Decision]], known: int, refused: list[Refused]
) -> Noted:
    every = [*acts, *(wish for _, wish in wished.values())]
    moot = standing(every, store.bodies_of(named(every))).moot
    for number, (line, wish) in wished.items():
        if number in moot:
            refused.append(Refused(line, f"contradicts what was decided: {told(moot[number])}"))
        else:
            store.note_decision(wish.kind, wish.article, wish.other, by=wish.by, at=wish.at, why=wish.why)
    noted = sum(number not in moot for number in wished)
    return Noted(noted, known, tuple(sorted(refused, key=lambda one: one.line)))


def _wish(line: Foreign, meant: Mapping[ArticleKey, tuple[int, ...]], number: int) -> Decision | Refused:
    """The decision as it would be made here, with that id."""
    ids: list[int] = []
    for key in filter(None, (line.a, line.b)):
        found = meant.get(key, ())
        if len(found) != 1:
            where = f"{key.origin} (from {key.source})"
            many = f"several articles are called {where}: {', '.join(map(str, found))}"
            return Refused(line.line, many if found else f"no article {where} is here")
        ids += found
    article, other = ids[0], ids[1] if line.b is not None else None
    if article == other:
        return Refused(line.line, f"both are article {article} here")
    return Decision(number, line.kind, article, other, line.by, line.at, line.why)


def _said(act: Decision) -> tuple[Act, frozenset[int | None]]:
    return act.kind, frozenset((act.article, act.other))


def _record(key: ArticleKey) -> dict[str, Any]:
    digest = None if key.digest is None else key.digest.hex()
    return {"source": key.source, "origin": key.origin, "url": key.url, "digest": digest}


def _foreign(number: int, line: bytes) -> Foreign | Refused:
    try:
        record = json.loads(line)
        kind, at = Act(record["kind"]), datetime.fromisoformat(record["at"])
        by, why = (clean_line(str(record.get(name) or ""), _MOST) for name in ("by", "why"))
        a, b = _key(record["a"]), _key(record["b"]) if kind in _PAIRS else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Refused(number, _NONE)
    if kind is Act.UNDO or at.tzinfo is None or not by:
        return Refused(number, _NONE)
    return Foreign(number, kind, a, b, by, at.isoformat(), why or "")


def _key(value: object) -> ArticleKey:
    record = cast("dict[str, Any]", value)
    url, digest = record.get("url"), record.get("digest")
    return ArticleKey(
        str(record["source"]),
        str(record["origin"]),
        None if url is None else str(url),
        None if digest is None else bytes.fromhex(digest),
    )
