"""What a report is drawn on, and the few things that all drawings share."""

from __future__ import annotations

import io
from codecs import lookup
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, Group
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from newsfold.report.safe import visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from rich.console import ConsoleOptions, RenderableType, RenderResult
    from rich.style import Style

FAINT, STRONG, ACCENT, GOOD, BAD, CHANGED = "dim", "bold", "cyan", "green", "red", "bold magenta"
_LEAST_WIDTH = 40
_ASCII = str.maketrans("·…", "-~")
_BLANK = box.Box("    \n" * 8)


@dataclass(frozen=True, slots=True)
class Screen:
    """Columns, whether colours may be used, and the encoding that the text must survive."""

    width: int = 80
    colour: bool = False
    encoding: str = "utf-8"

    @classmethod
    def of(cls, stream: TextIO) -> Screen:
        """The screen behind a stream: the terminal's width (COLUMNS outranks it, 80 where there is none), NO_COLOR respected."""
        console = Console(file=stream)
        return cls(max(console.width, _LEAST_WIDTH), console.is_terminal, stream.encoding or "utf-8")

    def draw(self, *parts: RenderableType | None) -> str:
        """The parts one below the other, None left out, as text that ends with a line feed."""
        target = _Target(self.encoding)
        console = Console(
            file=target,
            width=self.width,
            force_terminal=self.colour,
            legacy_windows=False,
            highlight=False,
            markup=False,
            emoji=False,
        )
        console.print(Group(*(part for part in parts if part is not None)))
        drawn = target.getvalue()
        if lookup(self.encoding).name == "ascii":
            drawn = drawn.translate(_ASCII)
        return drawn if self.colour else "".join(f"{line.rstrip()}\n" for line in drawn.splitlines())


class _Target(io.StringIO):
    """A text buffer that tells rich which characters the real stream can take."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]  # typeshed has an attribute that cannot be set
        return self._encoding


def text(content: str, style: str | Style = "", *, limit: int | None = None) -> Text:
    """A page's words as they may be drawn: visible, never markup, cut at `limit` characters."""
    cut = content if limit is None or len(content) <= limit else f"{content[: limit - 1].rstrip()}…"
    return Text(visible(cut), style=style, overflow="fold")


def joined(parts: Sequence[Text], separator: str = " · ") -> Text:
    """The parts in one line, empty ones left out, a faint separator between them."""
    return Text(separator, style=FAINT).join(filter(None, parts))


def table(*headers: str) -> Table:
    """An empty table with a rule below its header and no other lines, so that it reads well in a pipe too."""
    drawn = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style=STRONG, border_style=FAINT)
    for header in headers:
        drawn.add_column(header, overflow="fold")
    return drawn


@dataclass(frozen=True, slots=True)
class Flow:
    """Short texts one after the other, separated by faint dots; lines break between them and not inside them."""

    parts: tuple[Text, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The parts on as few lines as the width allows."""
        line: list[Text] = []
        for part in filter(None, self.parts):
            if line and joined([*line, part]).cell_len > options.max_width:
                yield joined(line)
                line = []
            line.append(part)
        if line:
            yield joined(line)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """From the widest part alone to all of them on one line."""
        widest = max((part.cell_len for part in self.parts), default=0)
        return Measurement(widest, joined(list(self.parts)).cell_len).with_maximum(options.max_width)


def fields(rows: Sequence[tuple[str | Text, Text | Flow]], *, indent: int = 2) -> Table:
    """Names and values side by side; empty texts are left out."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=indent + 10, no_wrap=True)
    grid.add_column(overflow="fold", ratio=1)
    for label, value in rows:
        if value:
            grid.add_row(label if isinstance(label, Text) else Text(f"{' ' * indent}{label}", FAINT), value)
    return grid


def blocks(*widths: int) -> Table:
    """An empty grid of columns of these widths, with a blank line between its rows."""
    grid = Table(box=_BLANK, show_header=False, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), leading=1)
    for width in widths:
        grid.add_column(width=width, overflow="fold")
    return grid


def rule(label: str, style: str = STRONG) -> Text:
    """A heading on its own line."""
    return Text(f"\n{label}", style=style)
