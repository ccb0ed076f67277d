"""The views as plain data, key by key in the order that is promised to other programs.

The JSON of `report` is `{"clusters": [CLUSTER]}`, CLUSTER = `{"id", "canonical": ARTICLE, "canonical_reason", "variants": [ARTICLE +
{"relation", "log_odds"}]}`. These keys and their order change only with the major version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsfold.report import figures

if TYPE_CHECKING:
    from newsfold.views import ArticleView, ClusterView, Explanation, SkipView, Summary

Record = dict[str, Any]

ARTICLE_KEYS = ("id", "origin", "url", "title", "site", "author", "published", "first_seen", "lang", "words", "copies")
SKIP_KEYS = ("origin", "source", "reason", "detail", "seen")


def article(view: ArticleView) -> Record:
    """An ARTICLE: ids and words are numbers, times ISO 8601, what is unknown is None, `copies` a list of origins."""
    return {key: getattr(view, key) for key in ARTICLE_KEYS} | {"copies": list(view.copies)}


def cluster(view: ClusterView) -> Record:
    """A CLUSTER. `log_odds` are natural logarithms of a variant's odds to be the same report as the canonical."""
    return {
        "id": view.id,
        "canonical": article(view.canonical),
        "canonical_reason": view.canonical_reason,
        "variants": [
            article(variant.article) | {"relation": variant.relation.value, "log_odds": variant.log_odds}
            for variant in view.variants
        ],
    }


def skip(view: SkipView) -> Record:
    """One input that could not be used."""
    return {key: getattr(view, key) for key in SKIP_KEYS} | {"reason": view.reason.value}


def explanation(view: Explanation) -> Record:
    """Why two articles stand together or apart; `probability` is that of `log_odds`, rounded to four decimals."""
    return {
        "a": article(view.a),
        "b": article(view.b),
        "together": view.together,
        "exact": view.exact,
        "sketched": view.sketched,
        "log_odds": view.log_odds,
        "probability": round(figures.probability(view.log_odds), 4),
        "base": view.base,
        "terms": [{"name": term.name, "meaning": term.meaning, "value": term.value, "share": term.share} for term in view.terms],
        "passages": [
            {"kind": passage.kind.value, "a": passage.a, "b": passage.b, "likeness": passage.likeness} for passage in view.passages
        ],
    }


def summary(view: Summary) -> Record:
    """What one ingestion did: counts, skipped inputs by reason, seconds by stage."""
    return {
        "read": view.read,
        "new": view.new,
        "revised": view.revised,
        "copies": view.copies,
        "unchanged": view.unchanged,
        "skipped": {reason.value: count for reason, count in view.skipped.items()},
        "clusters": view.clusters,
        "seconds": {stage: round(seconds, 3) for stage, seconds in view.seconds.items()},
    }
