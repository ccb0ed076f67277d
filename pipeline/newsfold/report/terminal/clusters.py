"""The table of clusters, and one cluster whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from newsfold.report import figures, wording
from newsfold.report.terminal.contest import contest_parts
from newsfold.report.terminal.screen import ACCENT, FAINT, STRONG, Flow, fields, rule, table, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from newsfold.report.terminal.screen import Screen
    from newsfold.views.backgrounds import Background
    from newsfold.views.clusters import ArticleView, ClusterView, VariantView
    from newsfold.views.pages import Sighting

_WIDE = 100
_SITE_WIDTH = 28
_TITLE_LIMIT = 160


def clusters_table(clusters: Sequence[ClusterView], screen: Screen, *, more: bool = False, singles: bool = False) -> str:
    """Clusters as given, one row each: id, canonical title and site, when, how many variants (+ exact copies), relations.

    `more` says that further clusters were left out, `singles` that single articles were not.
    """
    if not clusters:
        hint = "" if singles else " (--all shows single articles too.)"
        return screen.draw(Text(f"{wording.NO_CLUSTERS}{hint}"))
    footer = f"\n{wording.shown(len(clusters), 'cluster', more=more)}; one whole: newsfold report {clusters[0].id}"
    return screen.draw(_rows(clusters, screen), Text(footer, style=FAINT))


def cluster_whole(cluster: ClusterView, screen: Screen, background: Background | None = None) -> str:
    """One cluster: the canonical with every field, how it was chosen and what was decided, then each variant."""
    listed = {one.article: one for one in background.sightings} if background else {}
    parts: list[RenderableType] = [_heading(cluster), *_canonical(cluster, listed)]
    if background is not None:
        parts += contest_parts(background, cluster.canonical.id, screen)
    if cluster.variants:
        parts.append(rule(f"{figures.counted(len(cluster.variants), 'variant')}, in order of publication"))
    for variant in cluster.variants:
        parts.extend(_variant(cluster.canonical, variant, listed))
    return screen.draw(*parts)


def _rows(clusters: Sequence[ClusterView], screen: Screen) -> Table:
    wide = screen.width >= _WIDE
    site = ("Site",) if wide else ()
    drawn = table("Cluster", "Canonical", *site, "Published (UTC)", "Variants")
    drawn.expand = True
    drawn.columns[1].ratio = 1
    drawn.columns[0].justify = drawn.columns[-1].justify = "right"
    for column in (drawn.columns[0], *drawn.columns[-2:]):
        column.no_wrap = True
    if wide:
        drawn.columns[2].max_width = _SITE_WIDTH
    for cluster in clusters:
        canonical = cluster.canonical
        named = _site(canonical)
        title = Group(_title(canonical), Flow((*(() if wide else (named,)), *_relations(cluster))))
        drawn.add_row(_id(cluster), title, *((named,) if wide else ()), _when(canonical), _variants(cluster))
    return drawn


def _id(cluster: ClusterView) -> Text:
    return Text(str(cluster.id), style=ACCENT)


def _title(article: ArticleView) -> Text:
    return text(article.title, STRONG, limit=_TITLE_LIMIT) if article.title else text(article.origin, FAINT, limit=_TITLE_LIMIT)


def _when(article: ArticleView) -> Text:
    return text(wording.when(article), "" if figures.clock(article.published) else FAINT)


def _variants(cluster: ClusterView) -> Text:
    copies = figures.copies(cluster)
    return Text.assemble(str(len(cluster.variants)), (f" +{copies}" if copies else "", FAINT))


def _site(article: ArticleView) -> Text:
    return text(article.site or "", FAINT, limit=_TITLE_LIMIT)


def _relations(cluster: ClusterView) -> tuple[Text, ...]:
    return tuple(Text(words, style=FAINT) for words in figures.relations_words(cluster))


def _heading(cluster: ClusterView) -> Text:
    sites = figures.sites(cluster)
    counts = [figures.counted(figures.size(cluster), "article"), *([figures.counted(sites, "site")] if sites else [])]
    return Text.assemble((f"Cluster {cluster.id}", f"{STRONG} {ACCENT}"), (f"  {' · '.join(counts)}\n", FAINT))


def _canonical(cluster: ClusterView, listed: Mapping[int, Sighting]) -> list[RenderableType]:
    article = cluster.canonical
    rows = [
        ("why", text(cluster.canonical_reason)),
        ("site", text(article.site or "")),
        ("author", text(article.author or "")),
        ("published", text(article.published or "")),
        ("first seen", text(article.first_seen)),
        *_listed(article, listed),
        ("language", text(article.lang or "")),
        ("words", Text(f"{article.words:,}")),
        ("article", Text(str(article.id))),
        *_places(article),
    ]
    return [_named(article), fields(rows)]


def _variant(canonical: ArticleView, variant: VariantView, listed: Mapping[int, Sighting]) -> list[RenderableType]:
    article = variant.article
    likely = f"{figures.percent(figures.probability(variant.log_odds))} (log-odds {wording.odds(variant.log_odds)})"
    facts = (likely, figures.lag(canonical.published, article.published), article.site, article.author, wording.when(article))
    flow = Flow((*(text(fact) for fact in facts if fact), Text(f"{article.words:,} words")))
    kind = Text(f"  {variant.relation.value}", style=ACCENT)
    rows: list[tuple[str | Text, Text | Flow]] = [
        (kind, _named(article)),
        ("", flow),
        *_listed(article, listed),
        ("article", Text(str(article.id))),
        *_places(article),
    ]
    return [Text(), fields(rows)]


def _listed(article: ArticleView, listed: Mapping[int, Sighting]) -> list[tuple[str, Text]]:
    return [("listed", text(f"first {wording.listed_first(listed[article.id])}"))] if article.id in listed else []


def _named(article: ArticleView) -> Text:
    return _title(article) if article.title else Text("(no title)", style=FAINT)


def _places(article: ArticleView) -> list[tuple[str, Text]]:
    copies = [("copy" if len(article.copies) == 1 else "copies", text(origin, FAINT)) for origin in article.copies[:1]]
    further = [("", text(origin, FAINT)) for origin in article.copies[1:]]
    return [("origin", text(article.origin, FAINT)), ("url", text(article.url or "", FAINT)), *copies, *further]
