"""Why two articles stand together or apart: their pair compared again, term by term and passage by passage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.errors import UsageError
from newsfold.fold.opinion import Opinion
from newsfold.fold.telling import binding
from newsfold.match.align import align
from newsfold.match.meaning import explain_terms, fade
from newsfold.match.model import compare
from newsfold.match.showing.conflicts import conflicts
from newsfold.match.showing.figures import figures
from newsfold.match.showing.mentions import names, rare_words
from newsfold.match.showing.places import reading_of
from newsfold.views.explanations import Explanation, Mentions, SecondOpinion

if TYPE_CHECKING:
    from newsfold.match.encoder import Encoder
    from newsfold.model import Link
    from newsfold.store.store import Store


def explain(store: Store, a: str, b: str, encoder: Encoder | None = None) -> Explanation:
    """The explanation of the articles that `a` and `b` name: by id, origin or URL. Raises NotFound, and UsageError where a text was removed.

    Works for any two stored articles, whether or not their sketches brought them together.
    """
    first, second = store.find_article(a), store.find_article(b)
    bodies = store.bodies({first.body, second.body})
    for article in (first, second):
        if article.body not in bodies:
            message = f"the text of article {article.id} was removed (newsfold prune), so there is nothing to compare"
            raise UsageError(message)
    one, other = reading_of(bodies[first.body]), reading_of(bodies[second.body])
    words = compare(one.features, other.features)
    link = Opinion(store, encoder, {}).judge([words])[0] if encoder else words
    stored = store.link(link.a, link.b)
    base, terms = explain_terms(link.evidence, encoder.name if encoder else "")
    exact = first.body == second.body
    passages = align(bodies[first.body], bodies[second.body])
    return Explanation(
        a=store.view(first.id),
        b=store.view(second.id),
        together=first.cluster == second.cluster,
        exact=exact,
        sketched=exact or (stored is not None and stored.sketched),
        log_odds=link.log_odds,
        base=base,
        terms=() if exact else terms,
        passages=passages,
        threshold=store.threshold(),
        names=Mentions() if exact else names(one, other),
        figures=Mentions() if exact else figures(one, other, passages),
        conflicts=() if exact else conflicts(passages, one, other),
        words=() if exact else rare_words(one, other),
        second_opinion=_second_opinion(encoder, words, link) if encoder and not exact else None,
        binding=binding(store, first.id, second.id),
    )


def _second_opinion(encoder: Encoder, words: Link, judged: Link) -> SecondOpinion:
    asked = len(judged.evidence) > len(words.evidence)
    added = round(judged.log_odds - words.log_odds, 3) if asked else None
    return SecondOpinion(encoder.name, undecided=fade(words.log_odds) > 0, added=added)
