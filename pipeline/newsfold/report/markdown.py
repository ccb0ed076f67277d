"""Reports as Markdown (GitHub's tables). Whatever comes from a page is escaped; a title links to its http(s) address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsfold.report import contesting, decided, figures, standing, wording
from newsfold.report.changes import at_spans, compare, marked
from newsfold.report.safe import markdown, markdown_link
from newsfold.views.contests import Fate
from newsfold.views.explanations import Alignment, Mentions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsfold.views.backgrounds import Background
    from newsfold.views.clusters import ArticleView, ClusterView, VariantView
    from newsfold.views.decisions import DecisionView
    from newsfold.views.evaluations import CurvePoint, Evaluation, Quality, WrongPair
    from newsfold.views.explanations import Conflict, Explanation, Mention, Passage
    from newsfold.views.runs import SkipView
    from newsfold.views.sources import Watched

_CORE = re.compile(r"\w(?:.*\w)?", re.DOTALL)


def clusters_markdown(clusters: Sequence[ClusterView]) -> str:
    """A table of clusters, one row each."""
    if not clusters:
        return f"{wording.NO_CLUSTERS}\n"
    return _table(
        ("Cluster", "Canonical", "Site", "Published (UTC)", "Variants", "Relations"), "rlllrl", [_cluster_row(c) for c in clusters]
    )


def cluster_markdown(cluster: ClusterView, background: Background | None = None) -> str:
    """One cluster whole: its canonical and why, how it was chosen and what was decided, then a table of its variants."""
    canonical = cluster.canonical
    parts = [
        f"## {markdown_link(wording.name(canonical), canonical.url)}\n",
        f"Cluster {cluster.id}: {figures.counted(figures.size(cluster), 'article')}. {_facts(canonical)}.\n",
        f"Chosen as canonical by {markdown(cluster.canonical_reason)}. Origin: {markdown(canonical.origin)}\n",
        *_copies(canonical),
        *(_background(background, canonical.id) if background else ()),
    ]
    if cluster.variants:
        header = ("Relation", "Probability", "Variant", "Site", "Author", "Published (UTC)", "Lag", "Words", "Origin", "Copies")
        parts.append(_table(header, "lrllllrrll", [_variant_row(canonical, variant) for variant in cluster.variants]))
    return "\n".join(parts)


def explanation_markdown(view: Explanation) -> str:
    """The verdict, the terms with their shares, what both mention, and the aligned passages.

    Words that both have are bold in reworded passages; what differs is in italics in the same ones.
    """
    bound = decided.bound(view.binding) if view.binding else ""
    told = (bound, wording.found(view), wording.strongest(view), wording.second_opinion(view))
    parts = [
        f"- **A** {_headline(view.a)}\n- **B** {_headline(view.b)}\n",
        " ".join((f"**{wording.verdict(view)}**", *(markdown(sentence) for sentence in told if sentence))) + "\n",
    ]
    if view.terms:
        parts.append(_table(("Evidence", "Value", "Share of the log-odds"), "lrr", _term_rows(view)))
    rows = _mention_rows(view)
    if rows:
        parts.append(_table(("Mentioned", "in both", "only in A", "only in B"), "llll", rows))
    if view.conflicts:
        parts.append(_table(("Figures in conflict: A", "B"), "ll", _conflict_rows(view.conflicts)))
    if view.passages:
        parts.append(_table(("Passage", "A", "B"), "lll", [_passage_row(passage) for passage in view.passages]))
    return "\n".join(parts)


def evaluation_markdown(view: Evaluation) -> str:
    """The figures, the curve with the threshold in force in bold, and the worst pairs of either kind."""
    figures_of = [(label, *_quality_cells(quality)) for label, quality in wording.qualities(view)]
    parts = [
        f"{wording.measured(view)} Threshold {wording.odds(view.threshold)}.\n",
        _table(("Measure", "Precision", "Recall", "F1"), "lrrr", figures_of),
        f"{wording.sketched(view.candidates)}\n",
        _table(("Threshold", "Precision", "Recall", "F1"), "rrrr", [_curve_row(at) for at in view.curve]),
    ]
    for heading, pairs in wording.wrong_pairs(view):
        parts.append(f"### {heading}\n")
        if pairs:
            parts.append(_table(("A", "B", "Evidence"), "lll", [_wrong_row(pair) for pair in pairs]))
    return "\n".join(parts)


def decisions_markdown(views: Sequence[DecisionView]) -> str:
    """A table of decisions as given, one row each."""
    rows = [_decision_row(view) for view in views]
    header = ("Decision", "What", "A", "B", "By", "When (UTC)", "Why", "Stands")
    return _table(header, "rlllllll", rows) if rows else f"{decided.NO_DECISIONS}\n"


def skips_markdown(skips: Iterable[SkipView]) -> str:
    """A table of what was skipped, the most frequent reason first."""
    rows = [
        (skip.reason.value, markdown(skip.origin), markdown(skip.detail), markdown(figures.clock(skip.seen)))
        for group in figures.grouped(skips).values()
        for skip in group
    ]
    return _table(("Reason", "Origin", "Detail", "Seen (UTC)"), "llll", rows) if rows else f"{wording.NO_SKIPS}\n"


def sources_markdown(sources: Sequence[Watched], now: int) -> str:
    """A table of the watched sources and how they do at `now` (UTC seconds)."""
    header = ("Source", "Name", "Kind", "Place", "Last success", "New a day", "Copies", "Rewrites", "Next", "Trouble")
    rows = [_source_row(source, now) for source in sources]
    return _table(header, "llllrrrrrl", rows) if rows else f"{standing.NO_SOURCES}\n"


def _background(view: Background, canonical: int) -> list[str]:
    contest = view.contest
    rules = contesting.shown_rules(contest)
    told = [markdown(sentence) for sentence in contesting.tale(view, canonical)]
    parts = [f"{' '.join(told)}\n"] if told else []
    if rules:
        rows = [
            (str(one.article), markdown(one.site or one.origin), *(_fared(*contesting.cell(contest, one, rule)) for rule in rules))
            for one in contest.candidates[: contesting.MOST_SHOWN]
        ]
        more = contesting.beyond(contest)
        parts.append(_table(("Article", "Site", *map(markdown, rules)), "rl" + "l" * len(rules), rows))
        parts += [f"{more}\n"] if more else []
    decisions = [f"- {markdown(sentence)}\n" for sentence in contesting.further(view)]
    listed = " · ".join(f"article {one.article} {wording.listed_first(one)}" for one in view.sightings)
    return [*parts, *(["".join(decisions)] if decisions else []), *([f"First listed: {markdown(listed)}.\n"] if listed else [])]


def _fared(value: str, fate: Fate) -> str:
    """What a candidate is by a rule: bold where it fell out, in brackets where it had already."""
    said = markdown(value)
    return {Fate.FELL_OUT: f"**{said}** ✗", Fate.OUT: f"({said})"}.get(fate, said)


def _decision_row(view: DecisionView) -> Sequence[str]:
    sides = (f"{one.id}: {decided.named(one)}" if one else "" for one in (view.article, view.other))
    act = view.decision
    stands = f"{decided.stands(view)}{f': {view.reason}' if view.reason else ''}"
    cells = (decided.what(view), *sides, act.by, decided.when(view), act.why, stands)
    return str(act.id), *map(markdown, cells)


def _table(header: Sequence[str], alignment: str, rows: Iterable[Sequence[str]]) -> str:
    rule = ["---:" if letter == "r" else "---" for letter in alignment]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (header, rule, *rows))


def _source_row(source: Watched, now: int) -> Sequence[str]:
    return (
        markdown(source.key),
        markdown(source.name or ""),
        source.kind,
        markdown(source.place),
        standing.succeeded(source, now),
        *standing.brings(source),
        standing.due(source, now),
        markdown(standing.trouble(source)),
    )


def _quality_cells(quality: Quality) -> Sequence[str]:
    return f"{quality.precision:.3f}", f"{quality.recall:.3f}", f"{quality.f1:.3f}"


def _curve_row(at: CurvePoint) -> Sequence[str]:
    cells = (wording.odds(at.threshold), *_quality_cells(at.quality))
    return [f"**{cell}**" for cell in cells] if at.present else cells


def _wrong_row(pair: WrongPair) -> Sequence[str]:
    sides = [f"{markdown_link(wording.name(side), side.url)}<br>{markdown(side.origin)}" for side in (pair.a, pair.b)]
    return *sides, markdown(wording.weighed(pair))


def _cluster_row(cluster: ClusterView) -> Sequence[str]:
    canonical = cluster.canonical
    title = markdown_link(wording.name(canonical), canonical.url)
    variants = str(len(cluster.variants))
    return (
        str(cluster.id),
        title,
        markdown(canonical.site or ""),
        markdown(wording.when(canonical)),
        variants,
        " · ".join(figures.relations_words(cluster)),
    )


def _variant_row(canonical: ArticleView, variant: VariantView) -> Sequence[str]:
    article = variant.article
    return (
        variant.relation.value,
        figures.percent(figures.probability(variant.log_odds)),
        markdown_link(wording.name(article), article.url),
        markdown(article.site or ""),
        markdown(article.author or ""),
        markdown(wording.when(article)),
        figures.lag(canonical.published, article.published),
        str(article.words),
        markdown(article.origin),
        "<br>".join(markdown(origin) for origin in article.copies),
    )


def _headline(article: ArticleView) -> str:
    return f"{markdown_link(wording.name(article), article.url)} ({_facts(article)}; {markdown(article.origin)})"


def _facts(article: ArticleView) -> str:
    facts = (article.site, article.author, wording.when(article), article.lang, f"{article.words:,} words")
    return " · ".join(markdown(fact) for fact in facts if fact)


def _copies(article: ArticleView) -> list[str]:
    return [f"Exact copies: {', '.join(markdown(origin) for origin in article.copies)}\n"] if article.copies else []


def _term_rows(view: Explanation) -> list[Sequence[str]]:
    terms = [(markdown(term.meaning), f"{term.value:.2f}", wording.odds(term.share)) for term in figures.by_share(view.terms)]
    return [("*before any evidence*", "", wording.odds(view.base)), *terms, ("**sum**", "", f"**{wording.odds(view.log_odds)}**")]


def _mention_rows(view: Explanation) -> list[Sequence[str]]:
    kinds = ((wording.names_heading(view), view.names), ("Figures", view.figures))
    rows = [(kind, *map(_listed, (some.common, some.only_a, some.only_b))) for kind, some in kinds if some != Mentions()]
    return [*rows, *([("Rare words", _listed(view.words), "", "")] if view.words else [])]


def _listed(mentions: Sequence[Mention]) -> str:
    listed, more = wording.listed(mentions)
    return " · ".join([*(markdown(one) for one in listed), *([f"*{more}*"] if more else [])])


def _conflict_rows(conflicts: Sequence[Conflict]) -> list[Sequence[str]]:
    sides = [((conflict.a, conflict.a_span), (conflict.b, conflict.b_span)) for conflict in conflicts[: wording.MOST_LISTED]]
    rows = [[marked(at_spans(text, [span]), markdown, _bold) for text, span in both] for both in sides]
    more = wording.more(conflicts)
    return [*rows, *([(f"*{more}*", "")] if more else [])]


def _passage_row(passage: Passage) -> Sequence[str]:
    if passage.a is None or passage.b is None:
        return passage.kind.value, markdown(passage.a or ""), markdown(passage.b or "")
    if passage.kind is Alignment.SAME:
        return passage.kind.value, *(marked(runs, markdown, _italic) for runs in compare(passage.a, passage.b))
    sides = ((passage.a, passage.a_spans), (passage.b, passage.b_spans))
    return passage.kind.value, *(marked(at_spans(text, spans), markdown, _bold) for text, spans in sides)


def _bold(text: str) -> str:
    return _wrapped(text, "**")


def _italic(text: str) -> str:
    return _wrapped(text, "*")


def _wrapped(text: str, mark: str) -> str:
    """`text` with the mark around what begins and ends in a letter or digit: next to others it would be taken literally."""
    core = _CORE.search(text)
    return (
        f"{markdown(text[: core.start()])}{mark}{markdown(core.group())}{mark}{markdown(text[core.end() :])}"
        if core
        else markdown(text)
    )
