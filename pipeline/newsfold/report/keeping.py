"""What is told of the database itself, to people in a few words and to programs as plain objects."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from newsfold.report.figures import counted

if TYPE_CHECKING:
    from newsfold.report.records import Record
    from newsfold.views.keeping import BackedUp, Checked, Compacted, Copied, Pruned, Stats

_STEP = 1_000
_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_ROUND = 100  # from so many on, what follows the point says nothing


def amount(size: int) -> str:
    """A number of bytes as a person reads it: "512 bytes", "1.2 MB", "340 MB"."""
    value, unit = float(size), 0
    while round(value) >= _STEP and unit < len(_UNITS) - 1:
        value, unit = value / _STEP, unit + 1
    return f"{value:.1f} {_UNITS[unit]}" if unit and value < _ROUND else f"{value:.0f} {_UNITS[unit]}"


def pruned_words(view: Pruned) -> str:
    """What was removed, or would be: "12 articles in 5 clusters · the texts of 3 articles in 1 cluster", or "nothing"."""
    articles = f"{counted(view.articles, 'article')} in {counted(view.clusters, 'cluster')}" if view.articles else ""
    texts = f"the texts of {counted(view.texts, 'article')} in {counted(view.emptied, 'cluster')}" if view.texts else ""
    return " and ".join(filter(None, (articles, texts))) or "nothing: no cluster is old enough"


def pruned(view: Pruned) -> Record:
    """What was removed, or would be."""
    return {"clusters": view.clusters, "articles": view.articles, "emptied_clusters": view.emptied, "texts": view.texts}


def checked(view: Checked) -> Record:
    """What a check found."""
    return {"rules": view.rules, "findings": [asdict(finding) for finding in view.findings], "left_out": view.left_out}


def backed_up(view: BackedUp) -> Record:
    """Where a copy is, and its size in bytes."""
    return asdict(view)


def copied(view: Copied) -> Record:
    """What was copied from where to where, table by table."""
    return {"from": view.source, "to": view.target, "tables": [asdict(table) for table in view.tables]}


def compacted(view: Compacted) -> Record:
    """Bytes before and now."""
    return asdict(view)


def stats(view: Stats) -> Record:
    """All of it; sizes in bytes."""
    per_article = round((view.size - view.free) / view.articles) if view.articles else None
    return {
        "path": view.path,
        "bytes": {"file": view.size, "log": view.wal, "free": view.free, "per_article": per_article},
        "schema": view.schema,
        "scheme": view.scheme,
        "threshold": view.threshold,
        "software": view.software,
        "articles": {
            "count": view.articles,
            "without_text": view.emptied,
            "first_seen": view.first_seen,
            "last_seen": view.last_seen,
            "oldest": view.oldest,
            "newest": view.newest,
        },
        "tables": [{"name": table.name, "rows": table.rows, "bytes": table.size} for table in view.tables],
    }
