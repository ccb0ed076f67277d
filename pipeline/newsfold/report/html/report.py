"""A report as one HTML file: it holds all that it shows, asks the network for nothing, and runs no script."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from markupsafe import Markup

from newsfold import __version__
from newsfold.report.html.environment import STYLESHEET, environment
from newsfold.report.html.plots import overview_plots
from newsfold.report.html.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from newsfold.report.html.headings import Heading
    from newsfold.views.overviews import Overview
    from newsfold.views.pages import ClusterPage


_MOST_TIMELINES = 500  # each takes some 5 ms and 5 kB


def report(
    heading: Heading, pages: Iterable[ClusterPage], *, overview: Overview | None = None, shown: Collection[int] = ()
) -> Iterator[bytes]:
    """The file in pieces, UTF-8: `pages` are drawn one by one, as they come.

    `shown` are the ids of the clusters of `pages`, to which the overview leads.
    """
    css = STYLESHEET.read_text(encoding="utf-8")
    template = environment().get_template("report.html")
    pieces = template.generate(
        heading=heading,
        pages=((page, timeline(page) if at < _MOST_TIMELINES else None) for at, page in enumerate(pages)),
        overview=overview,
        plots=overview_plots(overview) if overview else [],
        shown=shown,
        css=Markup(css),  # noqa: S704 our own file
        policy=_policy(css),
        version=__version__,
    )
    return (piece.encode("utf-8") for piece in pieces)


def _policy(css: str) -> str:
    """Nothing may be asked for or run, and only this style sheet counts."""
    digest = b64encode(sha256(css.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
