"""How pages are drawn: the templates of the report and our own, and the files that they need."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import PackageLoader

from newsfold.report import chronicle, decided, figures, standing, wording
from newsfold.report.html.environment import STYLESHEET
from newsfold.report.html.environment import environment as of_reports
from newsfold.serve.asking import address
from newsfold.serve.assets import Assets

if TYPE_CHECKING:
    from jinja2 import Environment

_STATIC = Path(__file__).with_name("static")
_STYLES = (STYLESHEET.name, "serve.css")
_SENT = {".css", ".js", ".svg"}


def environment() -> Environment:
    """The templates, ours before the report's."""
    made = of_reports(PackageLoader("newsfold.serve"))
    shared: dict[str, Any] = {
        "address": address,
        "chronicle": chronicle,
        "decided": decided,
        "figures": figures,
        "standing": standing,
        "styles": _STYLES,
        "wording": wording,
    }
    made.globals.update(shared)
    return made


def assets() -> Assets:
    """The files: the looks of reports, our own, and scripts."""
    return Assets([STYLESHEET, *(path for path in sorted(_STATIC.iterdir()) if path.suffix in _SENT)])
