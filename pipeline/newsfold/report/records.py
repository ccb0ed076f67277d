"""The views as plain data, key by key in the order that is promised to other programs.

The JSON of `report` is `{"clusters": [CLUSTER]}`, CLUSTER = `{"id", "canonical": ARTICLE, "canonical_reason", "variants": [ARTICLE +
{"relation", "log_odds"}]}`. That of `sources list` is `{"sources": [SOURCE]}`. These keys and their order change only with the major
version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsfold.report import figures, verdicts

if TYPE_CHECKING:
    from newsfold.views.backgrounds import Background
    from newsfold.views.clusters import ArticleView, ClusterView
    from newsfold.views.evaluations import Evaluation, Quality, WrongPair
    from newsfold.views.explanations import Conflict, Explanation, Mention, Mentions, Passage, SecondOpinion, Term
    from newsfold.views.reclusterings import ArticleName, ClusterBrief, Reclustering, Regrouped
    from newsfold.views.runs import Round, SkipView, Summary
    from newsfold.views.sources import SourceHealth, Watched

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


def cluster_whole(view: ClusterView, background: Background | None) -> Record:
    """A CLUSTER, and what stands behind it."""
    return cluster(view) | ({} if background is None else verdicts.background(background))


def skip(view: SkipView) -> Record:
    """One input that could not be used."""
    return {key: getattr(view, key) for key in SKIP_KEYS} | {"reason": view.reason.value}


def explanation(view: Explanation) -> Record:
    """Why two articles stand together or apart; `probability` is that of `log_odds`, rounded to four decimals.

    Spans are [start, end] in code points, the end exclusive: in passages of the words that both have, in conflicts of the figure.
    """
    return {
        "a": article(view.a),
        "b": article(view.b),
        "together": view.together,
        "exact": view.exact,
        "sketched": view.sketched,
        "log_odds": view.log_odds,
        "probability": round(figures.probability(view.log_odds), 4),
        "base": view.base,
        "terms": [_term(term) for term in view.terms],
        "passages": [_passage(passage) for passage in view.passages],
        "threshold": view.threshold,
        "second_opinion": None if view.second_opinion is None else _second_opinion(view.second_opinion),
        "names": _mentions(view.names),
        "figures": _mentions(view.figures) | {"in_conflict": [_conflict(conflict) for conflict in view.conflicts]},
        "words": {"common": [_mention(mention) for mention in view.words]},
        "decided": None if view.binding is None else verdicts.binding(view.binding),
    }


def _passage(view: Passage) -> Record:
    return {
        "kind": view.kind.value,
        "a": view.a,
        "b": view.b,
        "likeness": view.likeness,
        "a_spans": [list(span) for span in view.a_spans],
        "b_spans": [list(span) for span in view.b_spans],
    }


def _second_opinion(view: SecondOpinion) -> Record:
    return {"encoder": view.encoder, "undecided": view.undecided, "added": view.added}


def _mentions(view: Mentions) -> Record:
    kinds = {"common": view.common, "only_a": view.only_a, "only_b": view.only_b}
    return {kind: [_mention(mention) for mention in mentions] for kind, mentions in kinds.items()}


def _mention(view: Mention) -> Record:
    return {"a": view.a, "b": view.b, "weight": round(view.weight, 3)}


def _conflict(view: Conflict) -> Record:
    return {"a": view.a, "b": view.b, "a_span": list(view.a_span), "b_span": list(view.b_span)}


def reclustering(view: Reclustering) -> Record:
    """What another threshold does to the clusters; `articles` counts exact copies too."""
    return {
        "before": view.before,
        "after": view.after,
        "stored": view.stored,
        "splits": [_regrouped(split) for split in view.splits],
        "mergers": [_regrouped(merger) for merger in view.mergers],
        "moves": [
            {"article": _name(move.article), "articles": move.articles, "before": _brief(move.before), "after": _brief(move.after)}
            for move in view.moves
        ],
        "canonicals": [
            {"cluster": _brief(new.cluster), "before": _name(new.before), "after": _name(new.after)} for new in view.canonicals
        ],
    }


def _regrouped(view: Regrouped) -> Record:
    return {"before": [_brief(cluster) for cluster in view.before], "after": [_brief(cluster) for cluster in view.after]}


def _brief(view: ClusterBrief) -> Record:
    return {"id": view.id, "canonical": _name(view.canonical), "articles": view.articles}


def _name(view: ArticleName) -> Record:
    return {"id": view.id, "origin": view.origin, "title": view.title}


def evaluation(view: Evaluation) -> Record:
    """How well the clusters agree with labels. Shares are rounded to four decimals; what was not measured is None."""
    candidates = view.candidates
    return {
        "documents": view.documents,
        "same": view.same,
        "different": view.different,
        "threshold": view.threshold,
        "bcubed": None if view.bcubed is None else _quality(view.bcubed),
        "pairs": _quality(view.pairs),
        "model": None if view.model is None else _quality(view.model),
        "candidates": {
            "pair_recall": round(candidates.pair_recall, 4),
            "cluster_recall": None if candidates.cluster_recall is None else round(candidates.cluster_recall, 4),
            "pairs": candidates.pairs,
            "each": round(candidates.each, 4),
            "share": round(candidates.share, 6),
        },
        "curve": [{"threshold": at.threshold, **_quality(at.quality), "present": at.present} for at in view.curve],
        "joined_wrongly": view.joined_wrongly,
        "missed": view.missed,
        "false_joins": [_wrong_pair(pair) for pair in view.false_joins],
        "misses": [_wrong_pair(pair) for pair in view.misses],
    }


def _quality(view: Quality) -> Record:
    return {"precision": round(view.precision, 4), "recall": round(view.recall, 4), "f1": round(view.f1, 4)}


def _wrong_pair(view: WrongPair) -> Record:
    return {
        "a": article(view.a),
        "b": article(view.b),
        "log_odds": view.log_odds,
        "base": view.base,
        "sketched": view.sketched,
        "terms": [_term(term) for term in view.terms],
    }


def _term(view: Term) -> Record:
    return {"name": view.name, "meaning": view.meaning, "value": view.value, "share": view.share}


def summary(view: Summary) -> Record:
    """What one ingestion did: counts, skipped inputs by reason, seconds by stage."""
    return {
        "read": view.read,
        "new": view.new,
        "revised": view.revised,
        "copies": view.copies,
        "unchanged": view.unchanged,
        "removed": view.removed,
        "skipped": {reason.value: count for reason, count in view.skipped.items()},
        "clusters": view.clusters,
        "quarantined": view.quarantined,
        "seconds": {stage: round(seconds, 3) for stage, seconds in view.seconds.items()},
    }


def round_(view: Round) -> Record:
    """What one round of watching did. `next_due` is ISO 8601 in UTC."""
    return {
        "watched": view.watched,
        "asked": view.asked,
        "unchanged": view.unchanged,
        "failed": view.failed,
        "postponed": view.postponed,
        "entries": {
            "new": view.entries_new,
            "taken": view.entries_taken,
            "revised": view.entries_revised,
            "refused": view.entries_refused,
            "waiting": view.waiting,
        },
        "articles": {"new": view.new, "revised": view.revised, "copies": view.copies},
        "clusters": view.clusters,
        "skipped": view.skipped,
        "crashed": view.crashed,
        "faults": [{"source": key, "fault": fault} for key, fault in view.faults],
        "next_due": _time(view.next_due),
        "seconds": round(view.seconds, 3),
    }


def source(view: Watched) -> Record:
    """A SOURCE of the watch list. `health` is None where it was never asked; times in it are ISO 8601 in UTC, shares in [0, 1]."""
    health = view.health
    return {
        "key": view.key,
        "kind": view.kind,
        "place": view.place,
        "name": view.name,
        "tags": list(view.tags),
        "every": view.every,
        "enabled": view.enabled,
        "health": None if health is None else _health(health),
    }


def _health(view: SourceHealth) -> Record:
    return {
        "checked": _time(view.checked),
        "succeeded": _time(view.succeeded),
        "brought": _time(view.brought),
        "next_due": _time(view.next_due),
        "interval_s": view.interval_s,
        "paused": view.paused,
        "errors": view.errors,
        "fault": view.fault,
        "moved_to": view.moved_to,
        "checks": view.checks,
        "entries": view.entries,
        "waiting": view.waiting,
        "refused": view.refused,
        "articles_7d": view.articles_7d,
        "copies": None if view.copies is None else round(view.copies, 4),
        "rewrites": None if view.rewrites is None else round(view.rewrites, 4),
    }


def _time(epoch: int | None) -> str | None:
    return None if epoch is None else figures.iso(epoch)
