"""The watched sources: how they do, what was added to them, and what each of them has now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from newsfold.report import standing
from newsfold.report.figures import counted
from newsfold.report.safe import visible
from newsfold.report.terminal.screen import ACCENT, BAD, FAINT, GOOD, STRONG, Flow, fields, table, text
from newsfold.views.sources import Listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from newsfold.report.terminal.screen import Screen
    from newsfold.views.sources import Checked, Intake, Pair, Subscribed, Watched

_NAME_LIMIT = 120
_FAULT_LIMIT = 200
_OUTCOME_WIDTH = 6


def sources_text(sources: Sequence[Watched], screen: Screen, now: int, *, following: str) -> str:
    """A row a source: when it last succeeded, what it brings, how much of that is nothing new, what is wrong, when it is due.

    Where nothing was asked yet, only what the list says. `now` is UTC seconds; `following` is the command by which a list begins.
    """
    if not sources:
        return screen.draw(Text(standing.NO_SOURCES), _next(following))
    drawn = _health(sources, now) if any(source.health for source in sources) else _plain(sources)
    return screen.draw(drawn, Text(f"\n{standing.tally(sources)}", style=FAINT))


def added_text(added: Sequence[Subscribed], others: Sequence[Pair], screen: Screen, *, path: str, following: str) -> str:
    """What was added to the list at `path`, what was found beside it (addresses and what is known of them), and what follows."""
    parts: list[RenderableType] = [part for one in added for part in (_heading(one), _facts(one.listed))]
    parts.append(fields([("list", text(path, FAINT))]))
    if others:
        rows = [(Text.assemble("  ", text(address)), text(what, FAINT, limit=_NAME_LIMIT)) for address, what in others]
        parts += [Text("\nFound too, and not added", STRONG), _grid(rows)]
    return screen.draw(*parts, _next(following))


def choice_text(found: Sequence[Listed], screen: Screen) -> str:
    """The feeds of a page, numbered from 1, to choose from."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=ACCENT, justify="right")
    grid.add_column(overflow="fold", ratio=1)
    for number, listed in enumerate(found, 1):
        title = text(listed.title, STRONG, limit=_NAME_LIMIT) if listed.title else Text("(no title)", FAINT)
        grid.add_row(f"  {number}", Group(title, text(listed.place, FAINT), text(standing.lists(listed), limit=_FAULT_LIMIT)))
    return screen.draw(Text(f"{counted(len(found), 'feed')} found:", STRONG), grid)


def checked_line(checked: Checked, screen: Screen, key_width: int) -> str:
    """One source, whether it could be read, and what it has. Keys take `key_width` columns."""
    well = isinstance(checked.outcome, Listed)
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=_OUTCOME_WIDTH)
    grid.add_column(width=min(key_width, screen.width // 3), overflow="fold")
    grid.add_column(overflow="fold", ratio=1)
    detail = text(standing.lists(checked.outcome), "" if well else BAD, limit=_FAULT_LIMIT)
    grid.add_row(Text("ok", GOOD) if well else Text("failed", BAD), text(checked.key), detail)
    return screen.draw(grid)


def intake_text(intake: Intake, screen: Screen) -> str:
    """How many feeds of an outline were taken in, and which."""
    rows = [
        (Text(f"  {what}", FAINT), Text.assemble(text(key, STRONG), "  ", text(address, FAINT)))
        for what, pairs in (("added", intake.added), ("there as", intake.known))
        for key, address in pairs
    ]
    return screen.draw(Text(standing.taken_in(intake), STRONG), _grid(rows) if rows else None)


def refused_lines(intake: Intake) -> str:
    """The feeds of an outline that were refused, one a line, and why."""
    lines = [f"{visible(address)}: {visible(why)}" for address, why in intake.refused]
    rest = [f"and {intake.dropped:,} more than are read"] if intake.dropped else []
    heading = f"{counted(len(intake.refused) + intake.dropped, 'feed')} could not be taken in:"
    return "\n  ".join([heading, *lines, *rest])


def _health(sources: Sequence[Watched], now: int) -> Table:
    drawn = table("Source", "Last success", "A day", "Copies", "Rewrites", "Next")
    drawn.expand = True
    drawn.columns[0].ratio = 1
    for column in drawn.columns[1:]:
        column.no_wrap = True
        column.justify = "right"
    for source in sources:
        succeeded = standing.succeeded(source, now)
        seen = Text(succeeded, FAINT if succeeded == standing.NEVER else "")
        drawn.add_row(_named(source), seen, *standing.brings(source), standing.due(source, now))
    return drawn


def _plain(sources: Sequence[Watched]) -> Table:
    drawn = table("Source", "Place", "Every")
    drawn.expand = True
    drawn.columns[0].ratio = drawn.columns[1].ratio = 1
    for source in sources:
        drawn.add_row(_named(source), text(source.place, FAINT), text(source.every if source.enabled else "off"))
    return drawn


def _named(source: Watched) -> Group:
    name = text(source.name or source.key, STRONG, limit=_NAME_LIMIT)
    facts = (*([source.key] if source.name else []), source.kind, *source.tags, *standing.entries_left(source))
    fault = standing.trouble(source)
    wrong = [text(fault, BAD, limit=_FAULT_LIMIT)] if fault else []
    return Group(name, Flow(tuple(text(fact, FAINT) for fact in facts)), *wrong)


def _heading(one: Subscribed) -> Text:
    named = f": {visible(one.name)}" if one.name else ""
    return Text.assemble("Added ", (visible(one.key), f"{STRONG} {ACCENT}"), (named, STRONG))


def _facts(listed: Listed) -> Table:
    return fields([(listed.kind, text(listed.place)), ("now", text(standing.lists(listed), limit=_FAULT_LIMIT))])


def _grid(rows: Sequence[tuple[Text, Text]]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(overflow="fold")
    grid.add_column(overflow="fold", ratio=1)
    for row in rows:
        grid.add_row(*row)
    return grid


def _next(command: str) -> Text:
    return Text.assemble("\nNext\n", (f"  {command}", ACCENT))
