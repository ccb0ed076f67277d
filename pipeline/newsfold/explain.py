"""Why two articles stand together or apart: their pair compared again, term by term and passage by passage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.fold.opinion import Opinion
from newsfold.match.align import align
from newsfold.match.features import features_of
from newsfold.match.meaning import explain_terms
from newsfold.match.model import compare
from newsfold.views import Explanation

if TYPE_CHECKING:
    from newsfold.match.encoder import Encoder
    from newsfold.store.store import Store


def explain(store: Store, a: str, b: str, encoder: Encoder | None = None) -> Explanation:
    """The explanation of the articles that `a` and `b` name: by id, origin or URL. Raises NotFound.

    Works for any two stored articles, whether or not their sketches brought them together.
    """
    first, second = store.find_article(a), store.find_article(b)
    bodies = store.bodies({first.body, second.body})
    one, other = bodies[first.body], bodies[second.body]
    link = compare(features_of(one), features_of(other))
    if encoder:
        (link,) = Opinion(store, encoder, {}).judge([link])
    stored = store.link(link.a, link.b)
    base, terms = explain_terms(link.evidence, encoder.name if encoder else "")
    exact = one.id == other.id
    return Explanation(
        a=store.view(first.id),
        b=store.view(second.id),
        together=first.cluster == second.cluster,
        exact=exact,
        sketched=exact or (stored is not None and stored.sketched),
        log_odds=link.log_odds,
        base=base,
        terms=() if exact else terms,
        passages=align(one, other),
        threshold=store.threshold(),
    )
