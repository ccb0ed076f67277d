"""The templates: one environment for reports in a file and for live pages, in which everything is escaped by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from newsfold.report.html.filters import FILTERS

if TYPE_CHECKING:
    from jinja2 import BaseLoader


STYLESHEET = Path(__file__).parent / "page.css"
"""The looks of every page; it asks for nothing else."""


def environment(*first: BaseLoader) -> Environment:
    """The environment of the report's templates; those that `first` load are looked for before them.

    Autoescaping holds for every template, whatever it is called, and what is not defined is an error.
    """
    made = Environment(
        loader=ChoiceLoader([*first, PackageLoader("newsfold.report.html")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(FILTERS)
    return made
