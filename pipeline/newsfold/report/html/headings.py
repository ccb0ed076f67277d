"""What is said of a report as a whole: above it, and of how much it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsfold.report import figures, wording

if TYPE_CHECKING:
    from newsfold.views.clusters import Choice, ClusterView
    from newsfold.views.overviews import Counts


@dataclass(frozen=True, slots=True)
class Heading:
    """What is said of a report: its title, when it was made (UTC seconds), a few facts, what is listed in it, and within which bounds."""

    title: str
    at: int
    facts: tuple[str, ...]
    section: str
    listed: str
    bounds: str


def of_many(counts: Counts, at: int, choice: Choice, shown: int, found: int, *, listed: int, aligned: int, in_all: int) -> Heading:
    """Of a report of `shown` clusters among the `found` ones that were asked for; the last three are its bounds."""
    day = datetime.fromtimestamp(at, UTC)
    return Heading(
        title=f"Report of {day.day} {day:%B %Y}",
        at=at,
        facts=(
            figures.counted(counts.articles, "article"),
            figures.counted(counts.clusters, "cluster"),
            figures.counted(counts.sites, "site"),
        ),
        section="Clusters",
        listed=_listed(choice, shown, found),
        bounds=f"Of each cluster, the first {listed:,} variants are listed, and the first {aligned:,} unfold to both texts, "
        f"up to {in_all:,} in all of this file; newsfold report CLUSTER --html FILE shows more of one cluster.",
    )


def of_one(cluster: ClusterView, at: int, *, listed: int, aligned: int) -> Heading:
    """Of a report of one cluster."""
    sites = figures.sites(cluster)
    return Heading(
        title=f"Cluster {cluster.id}",
        at=at,
        facts=(figures.counted(figures.size(cluster), "article"), *([figures.counted(sites, "site")] if sites else [])),
        section="Cluster",
        listed=f"“{wording.name(cluster.canonical)}”, and how others told it.",
        bounds=f"The first {listed:,} variants are listed, and the first {aligned:,} unfold to both texts.",
    )


def _listed(choice: Choice, shown: int, found: int) -> str:
    least = max(choice.min_size, 1 if choice.singles else 2)
    size = f" of at least {figures.counted(least, 'article')}" if least > 1 else ""
    since = (
        f", since {datetime.fromtimestamp(choice.since_epoch, UTC):%Y-%m-%d %H:%M} UTC" if choice.since_epoch is not None else ""
    )
    site = f", with an article of {choice.site}" if choice.site is not None else ""
    which = f"{size}{since}{site}"
    if not found:
        return f"There is no cluster{which}."
    if shown < found:
        return f"The newest {shown:,} of {figures.counted(found, 'cluster')}{which}."
    return f"{figures.counted(found, 'cluster').capitalize()}{which}, newest first."
