"""What became of the clusters at another threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from newsfold.report import figures, wording
from newsfold.report.terminal.screen import ACCENT, FAINT, STRONG, rule, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from newsfold.report.terminal.screen import Screen
    from newsfold.views.reclusterings import ArticleName, ClusterBrief, Reclustering, Recrowned, Regrouped, Relocated

_TITLE_LIMIT = 160
_KIND_WIDTH = 6


def reclustering_text(view: Reclustering, screen: Screen) -> str:
    """The counts, then every cluster that was split or merged, every article that moved, every new canonical."""
    kinds: list[tuple[str, list[list[tuple[str, Text]]]]] = [
        ("Split", [_regrouped(split) for split in view.splits]),
        ("Merged", [_regrouped(merger) for merger in view.mergers]),
        ("Moved", [_moved(move) for move in view.moves]),
        ("Other canonical", [_recrowned(new) for new in view.canonicals]),
    ]
    parts: list[RenderableType] = [Text.assemble((wording.thresholds(view), STRONG), f" {wording.changes(view)}")]
    for label, changes in kinds:
        if changes:
            parts += [rule(f"{label} ({len(changes):,})"), _grid(changes)]
    return screen.draw(*parts)


def _grid(changes: Iterable[Iterable[tuple[str, Text]]]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=FAINT, width=_KIND_WIDTH)
    grid.add_column(overflow="fold", ratio=1)
    for number, rows in enumerate(changes):
        if number:
            grid.add_row()
        for label, what in rows:
            grid.add_row(label, what)
    return grid


def _regrouped(change: Regrouped) -> list[tuple[str, Text]]:
    before = [("" if place else "from", _brief(cluster)) for place, cluster in enumerate(change.before)]
    return [*before, *(("" if place else "into", _brief(cluster)) for place, cluster in enumerate(change.after))]


def _moved(change: Relocated) -> list[tuple[str, Text]]:
    copies = f" and {figures.counted(change.articles - 1, 'copy')}" if change.articles > 1 else ""
    article = Text.assemble(_named(change.article), (copies, FAINT))
    return [("", article), ("from", _brief(change.before)), ("to", _brief(change.after))]


def _recrowned(change: Recrowned) -> list[tuple[str, Text]]:
    cluster = Text.assemble((f"cluster {change.cluster.id}", ACCENT), (f", {_articles(change.cluster)}", FAINT))
    return [("", cluster), ("from", _named(change.before)), ("to", _named(change.after))]


def _brief(cluster: ClusterBrief) -> Text:
    return Text.assemble(
        (f"cluster {cluster.id}", ACCENT), (f", {_articles(cluster)}: ", FAINT), text(_name(cluster.canonical), limit=_TITLE_LIMIT)
    )


def _named(article: ArticleName) -> Text:
    return Text.assemble((f"article {article.id}: ", FAINT), text(_name(article), limit=_TITLE_LIMIT))


def _name(article: ArticleName) -> str:
    return article.title or article.origin


def _articles(cluster: ClusterBrief) -> str:
    return figures.counted(cluster.articles, "article")
