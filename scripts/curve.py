"""A picture of speed over size, both logarithmic, from the raw figures of `scripts/bench --scaling`: SVG, each line named at its end."""

from __future__ import annotations

from html import escape
from math import ceil, floor, log10
from typing import Any, NamedTuple, TypeAlias

from contenders import NEWSFOLD

_WIDTH, _HEIGHT = 860, 496
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 190, 72, 64
_APART = 17  # between two names, so that they can be read
_OURS = "#b3261e"
_OTHERS = ("#1f5fa8", "#4a7c2a", "#8a5a00", "#6b3fa0", "#00757f", "#555555", "#a3366f")
_TEXT, _SOFT, _FAINT = "#24292f", "#57606a", "#d8dee4"
_FONT = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"

Point: TypeAlias = tuple[float, float]


class Line(NamedTuple):
    """One contender: its name, colour, and (documents, documents a second) by size."""

    name: str
    colour: str
    points: list[Point]


class Scale(NamedTuple):
    """Decades to pixels; `low` and `high` are powers of ten."""

    low: int
    high: int
    start: float
    end: float

    def place(self, value: float) -> float:
        """Where a value stands."""
        return self.start + (self.end - self.start) * (log10(value) - self.low) / (self.high - self.low)

    def ticks(self) -> list[int]:
        """The powers of ten on the axis."""
        return [10**power for power in range(self.low, self.high + 1)]


def drawn(raw: dict[str, Any]) -> str:
    """The picture."""
    lines = _lines(raw)
    across = _scale([x for line in lines for x, _ in line.points], _LEFT, _WIDTH - _RIGHT)
    up = _scale([y for line in lines for _, y in line.points], _HEIGHT - _BOTTOM, _TOP)
    title = f"Documents a second, by how many are taken in ({raw['cores']} cores, log scales, higher is better)"
    words = "Start-up included. newsfold verifies what it links, stores and indexes; of the others, only naive stores."
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="{_FONT}" font-size="13" fill="{_TEXT}">',
        f"<title>{escape(title)}</title><desc>{escape(_told(lines))}</desc>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" rx="8" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="30" font-size="15" font-weight="600">{escape(title)}</text>',
        f'<text x="{_LEFT}" y="50" font-size="12" fill="{_SOFT}">{escape(words)}</text>',
        *_axes(across, up),
        *(part for line in sorted(lines, key=lambda line: line.name == NEWSFOLD) for part in _drawn_line(line, across, up)),
        *_names(lines, across, up),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _lines(raw: dict[str, Any]) -> list[Line]:
    points: dict[str, list[Point]] = {}
    for run in raw["runs"]:
        if run["part"] == "scaling":
            points.setdefault(run["name"], []).append((run["documents"], run["documents"] / run["seconds"]))
    colours = {name: _OTHERS[place % len(_OTHERS)] for place, name in enumerate(sorted(points.keys() - {NEWSFOLD}))}
    return [Line(name, colours.get(name, _OURS), sorted(some)) for name, some in points.items()]


def _scale(values: list[float], start: float, end: float) -> Scale:
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return Scale(low, max(high, low + 1), start, end)


def _axes(across: Scale, up: Scale) -> list[str]:
    parts: list[str] = []
    for tick in up.ticks():
        y = up.place(tick)
        parts.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}" stroke="{_FAINT}"/>')
        parts.append(f'<text x="{_LEFT - 10}" y="{y + 4:.1f}" text-anchor="end">{tick:,}</text>')
    for tick in across.ticks():
        x = across.place(tick)
        parts.append(f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{_HEIGHT - _BOTTOM}" stroke="{_FAINT}"/>')
        parts.append(f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 20}" text-anchor="middle">{tick:,}</text>')
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(f'<text x="{middle:.0f}" y="{_HEIGHT - 18}" text-anchor="middle">documents taken in</text>')
    return parts


def _drawn_line(line: Line, across: Scale, up: Scale) -> list[str]:
    places = [(across.place(x), up.place(y)) for x, y in line.points]
    width = 3.5 if line.name == NEWSFOLD else 1.75
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{width + 1:.2f}" fill="{line.colour}"/>' for x, y in places)
    return [f'<polyline points="{path}" fill="none" stroke="{line.colour}" stroke-width="{width}"/>', *dots]


def _names(lines: list[Line], across: Scale, up: Scale) -> list[str]:
    """Each name at the right, as high as its line ends or a little lower, and tied to it where that is further left."""
    ends = sorted((up.place(line.points[-1][1]), across.place(line.points[-1][0]), line) for line in lines)
    heights = _spaced([y for y, _, _ in ends])
    x = _WIDTH - _RIGHT + 14
    parts: list[str] = []
    for height, (y, end, line) in zip(heights, ends, strict=True):
        weight = "700" if line.name == NEWSFOLD else "400"
        tie = f'<path d="M{end + 6:.1f} {y:.1f} L{x - 4} {height:.1f}" stroke="{line.colour}" stroke-dasharray="1 4" fill="none"/>'
        label = f"{escape(line.name.replace('_', ' '))} {line.points[-1][1]:,.0f}"
        parts += [tie, f'<text x="{x}" y="{height + 4:.1f}" fill="{line.colour}" font-weight="{weight}">{label}</text>']
    return parts


def _spaced(heights: list[float]) -> list[float]:
    """Ascending heights, moved apart; the last within the picture."""
    spaced: list[float] = []
    for height in heights:
        spaced.append(max(height, spaced[-1] + _APART if spaced else height))
    lowest = float(_HEIGHT - _BOTTOM)
    for place in range(len(spaced) - 1, -1, -1):
        spaced[place] = min(spaced[place], lowest)
        lowest = spaced[place] - _APART
    return spaced


def _told(lines: list[Line]) -> str:
    return " ".join(f"{line.name}: {', '.join(f'{y:,.0f} at {x:,.0f}' for x, y in line.points)}." for line in lines)
