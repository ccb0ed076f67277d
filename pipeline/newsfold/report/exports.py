"""Reports for other programs: JSON, JSON Lines and CSV. Each function returns the whole text, always encodable as UTF-8.

CSV follows RFC 4180 (CRLF, a header line). Cells show hidden characters escaped, and get a leading apostrophe where a spreadsheet
would take them for a formula. The origins in `copies` are joined by " | ".
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from newsfold.report import records, verdicts
from newsfold.report.safe import csv_cell, json_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsfold.report.records import Record
    from newsfold.views.clusters import ArticleView, ClusterView, VariantView
    from newsfold.views.decisions import DecisionView
    from newsfold.views.runs import SkipView

CLUSTER_COLUMNS = ("cluster", "role", "relation", "log_odds", *records.ARTICLE_KEYS)
COPIES_JOIN = " | "


def json_text(record: Record) -> str:
    """One record as an indented JSON document."""
    return _dumped(record, indent=2) + "\n"


def json_line(record: Record) -> str:
    """One record in one line, without its end."""
    return _dumped(record, indent=None)


def json_lines(rows: Iterable[Record]) -> str:
    """Records as JSON Lines: one object a line."""
    return "".join(f"{json_line(row)}\n" for row in rows)


def clusters_json(clusters: Iterable[ClusterView]) -> str:
    """The promised form of `report`."""
    return json_text({"clusters": [records.cluster(cluster) for cluster in clusters]})


def clusters_csv(clusters: Iterable[ClusterView]) -> str:
    """One row an article: the canonical of a cluster, then its variants."""
    return _csv(CLUSTER_COLUMNS, [row for cluster in clusters for row in _cluster_rows(cluster)])


def skips_csv(skips: Iterable[SkipView]) -> str:
    """One row a skipped input."""
    return _csv(records.SKIP_KEYS, [list(records.skip(skip).values()) for skip in skips])


def decisions_csv(views: Iterable[DecisionView]) -> str:
    """One row a decision."""
    return _csv(verdicts.DECISION_COLUMNS, [verdicts.decision_row(view) for view in views])


def csv_lines(rows: Iterable[Sequence[Any]]) -> str:
    """Rows of a table, each cell made safe."""
    text = io.StringIO()
    csv.writer(text).writerows([csv_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()


def _dumped(record: Record, *, indent: int | None) -> str:
    return json_safe(json.dumps(record, ensure_ascii=False, allow_nan=False, indent=indent))


def _cluster_rows(cluster: ClusterView) -> list[Sequence[Any]]:
    canonical = [cluster.id, "canonical", "", "", *_article_cells(cluster.canonical)]
    return [canonical, *(_variant_row(cluster.id, variant) for variant in cluster.variants)]


def _variant_row(cluster: int, variant: VariantView) -> Sequence[Any]:
    return [cluster, "variant", variant.relation.value, variant.log_odds, *_article_cells(variant.article)]


def _article_cells(view: ArticleView) -> list[Any]:
    return list((records.article(view) | {"copies": COPIES_JOIN.join(view.copies)}).values())


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    return csv_lines([header]) + csv_lines(rows)
