"""From a chart of pygal to a picture that may stand inside any page: no script, no style of its own, nothing to be asked for.

pygal draws with classes and leaves colours to CSS, so one picture suits light, dark and printed pages. Of the libraries that were
tried, matplotlib writes its looks into `style` attributes, which a strict content security policy refuses, and Vega (vl-convert)
draws well but weighs 84 MB; pygal weighs 1.3 MB, and a plot takes it about 5 ms.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import Any, TypeAlias

from lxml.etree import QName, SubElement, cleanup_namespaces, tostring
from markupsafe import Markup

from newsfold.report.safe import visible

Element: TypeAlias = Any  # lxml has no types

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold
_LONG_NUMBER = re.compile(r"[0-9]+\.[0-9]{2,}")
_SVG = "{http://www.w3.org/2000/svg}"
_KEPT = {"class", "cx", "cy", "d", "height", "r", "rx", "ry", "transform", "viewBox", "width", "x", "y"}


def label(text: str, longest: int = 28) -> str:
    """A text from a page as a label: nothing hidden, and not longer than `longest` characters."""
    shown = _UNWRITABLE.sub("\ufffd", visible(text))
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def chart(kind: str, **options: Any) -> Any:  # noqa: ANN401 pygal has no types
    """A chart of pygal, of the class `kind`, with the options that all charts share and its own.

    Sizes are those of a picture half as wide as a page, so that a phone shows it whole.
    """
    pygal, shared = _pygal()
    return getattr(pygal, kind)(**(shared | options))


def drawn(made: Any, alt: str, kind: str) -> Markup:  # noqa: ANN401 as above
    """The chart as an inline SVG element with the class `kind`, that says `alt` to those who do not see it."""
    root: Element = made.render_tree()
    for gone in root.xpath("//comment() | //*[local-name()='defs' or local-name()='title' or @class='tooltip']"):
        gone.getparent().remove(gone)
    for group in root.xpath("//*[local-name()='desc']/.."):
        _tell(group)
    for element in root.iter():
        for name, value in element.attrib.items():
            if name in _KEPT and value:
                element.set(name, _LONG_NUMBER.sub(_short, value) if name != "class" else value)
            else:
                del element.attrib[name]
    cleanup_namespaces(root)
    root.set("class", f"plot {kind}")
    root.set("role", "img")
    root.set("aria-label", alt)
    return Markup(tostring(root, encoding="unicode"))  # noqa: S704 it was serialised from a tree: all text is escaped


@cache
def _pygal() -> tuple[Any, dict[str, Any]]:
    """The library, and the options that all charts share. It takes a while to load, and most commands draw nothing."""
    import pygal  # noqa: PLC0415
    from pygal.style import Style  # noqa: PLC0415

    # It leaves a finder of an old kind, for map plugins, among those of the interpreter, which Python 3.11 warns of at every import.
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]
    sizes = {f"{name}_font_size": 11 for name in ("label", "major_label", "legend", "value")}
    return pygal, {
        "style": Style(font_family="system-ui", **sizes),
        "width": 480,
        "height": 240,
        "margin": 6,
        "legend_at_bottom": True,
        "legend_box_size": 10,
        "truncate_label": -1,
        "truncate_legend": -1,
        "max_scale": 6,
        "no_prefix": True,
        "js": (),
        "css": (),
    }


def _short(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}"


def _tell(group: Element) -> None:
    """Say a mark's value where a pointer rests on it, in the way that browsers know."""
    notes = [note for note in group if QName(note).localname == "desc"]
    told = {str(note.get("class")).split()[0]: note.text or "" for note in notes}
    for note in notes:
        group.remove(note)
    said = told.get("label") or ": ".join(filter(None, (told.get("x_label"), told.get("value"))))
    SubElement(group, f"{_SVG}title").text = said
