"""What people decided, told to people: each decision with its articles and how it stands, and what binds two articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsfold.cluster.decisions import Standing, named, standing, told
from newsfold.model import Act, Decision
from newsfold.views.decisions import Binding, DecisionView, Outcome, State

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from newsfold.store.store import Store
    from newsfold.views.decisions import ArticleBrief


@dataclass(frozen=True, slots=True)
class Register:
    """Every act of a store by id, as it is shown, and how all of them stand. `bodies` are those of the articles that are named."""

    views: Mapping[int, DecisionView]
    standing: Standing
    bodies: Mapping[int, int]

    @classmethod
    def of(cls, store: Store) -> Register:
        """All that people decided in `store`."""
        acts = store.decisions()
        about = named(acts)
        bodies = store.bodies_of(about)
        stands = standing(acts, bodies)
        return cls(_views(acts, stands, store.decided(), store.briefs(about)), stands, bodies)

    def about(self, articles: Collection[int]) -> tuple[DecisionView, ...]:
        """The decisions that name one of `articles`, by id."""
        return tuple(view for view in self.views.values() if any(one and one.id in articles for one in (view.article, view.other)))

    def pin(self, bodies: Collection[int]) -> DecisionView | None:
        """The decision by which one article speaks for a cluster of `bodies`: the latest of several."""
        pins = [self.standing.pins[body].id for body in bodies if body in self.standing.pins]
        return self.views[max(pins)] if pins else None


def binding(store: Store, a: int, b: int) -> Binding | None:
    """What people decided of the articles with these ids, also by way of others; None where they left it open."""
    register = Register.of(store)
    if not register.views or a == b:
        return None
    acts = [view.decision for view in register.views.values()]
    bodies = store.bodies_of({a, b, *register.bodies})
    # What speaks against the opposite is what binds: a decision that nobody made is weighed after all that were.
    for kind, same in ((Act.DIFFERENT, True), (Act.SAME, False)):
        asked = Decision(acts[-1].id + 1, kind, a, b, by="", at="")
        chain = standing([*acts, asked], bodies).moot.get(asked.id)
        if chain is not None:
            made = tuple(register.views[step.decision.id] for step in chain if step.decision is not None)
            return Binding(same, made, told(chain) if len(chain) > 1 else "") if made else None
    return None


def outcome(
    store: Store,
    decision: int,
    *,
    known: bool,
    applied: bool,
    merged: tuple[tuple[int, int], ...] = (),
    changed: tuple[int, ...] = (),
) -> Outcome:
    """What became of the decision with this id: see `Outcome`."""
    view = Register.of(store).views[decision]
    articles = [article for article in (view.article, view.other) if article is not None]
    homes = {number: one.cluster for number, one in store.articles([article.id for article in articles]).items()}
    sizes = store.sizes(set(homes.values()))
    places = tuple((article, sizes[homes[article.id]]) for article in articles if article.id in homes)
    return Outcome(view, known, applied, places, merged, changed)


def _views(acts: Sequence[Decision], stands: Standing, applied: int, briefs: Mapping[int, ArticleBrief]) -> dict[int, DecisionView]:
    by_id = {act.id: act for act in acts}
    views: dict[int, DecisionView] = {}
    for act in acts:
        undoes = by_id[act.other] if act.kind is Act.UNDO and act.other is not None else None
        about = undoes or act
        other = briefs[about.other] if about.kind in {Act.SAME, Act.DIFFERENT} and about.other is not None else None
        moot = stands.moot.get(act.id)
        views[act.id] = DecisionView(
            act,
            briefs[about.article],
            other,
            _state(act.id, stands, applied),
            stands.undone.get(act.id),
            "" if moot is None else told(moot),
            undoes,
        )
    return views


def _state(act: int, stands: Standing, applied: int) -> State:
    if act in stands.undone:
        return State.UNDONE
    if act in stands.moot:
        return State.MOOT
    return State.PENDING if act > applied else State.IN_FORCE
