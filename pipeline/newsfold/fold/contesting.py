"""Contests for the place of the canonical, from what is stored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newsfold.cluster.canonical import choose
from newsfold.cluster.contest import contest
from newsfold.fold.electing import contender, excerpts
from newsfold.fold.telling import Register
from newsfold.views.backgrounds import Background
from newsfold.views.decisions import State

if TYPE_CHECKING:
    from newsfold.cluster.canonical import Contender
    from newsfold.settings import CanonicalSettings
    from newsfold.store.contests import Field
    from newsfold.store.store import Store


def background(store: Store, cluster: int, policy: CanonicalSettings) -> Background | None:
    """What stands behind a cluster; None where that id does not stand."""
    field = store.field(cluster)
    if field is None:
        return None
    register = Register.of(store)
    articles = {one.article for one in field.articles}
    about = register.about(articles)
    return Background(
        contest(contenders(field, policy), policy),
        register.pin(field.words.keys()),
        tuple(view for view in about if view.undoes is None and view.state is not State.UNDONE),
        tuple(sorted(store.first_listed(articles).values(), key=lambda sighting: (sighting.seen, sighting.article))),
    )


def contenders(field: Field, policy: CanonicalSettings) -> list[Contender]:
    """The best copy of each body, as an elector compares them; where there is but one body, all its copies."""
    copies: dict[int, list[Contender]] = {}
    for one in field.articles:
        copies.setdefault(one.body, []).append(contender(one))
    if len(copies) == 1:
        return [replace(one, words=field.words[body]) for body, some in copies.items() for one in some]
    briefs = excerpts(dict.fromkeys(copies, field.cluster), field.links, field.words)
    best = [choose(some, policy).contender for some in copies.values()]
    return [replace(one, words=field.words[one.body], excerpt=one.body in briefs) for one in best]
