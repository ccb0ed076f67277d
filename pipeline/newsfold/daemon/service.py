"""The daemon put together: the rooms that it needs are opened in order, and closed whatever happens."""

from __future__ import annotations

import os
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from structlog import get_logger

from newsfold.clean.workers import EXTRACTION, Cleaner
from newsfold.daemon import logs
from newsfold.daemon.control import LONGEST_STOP_S, Control, end_within
from newsfold.daemon.engine import Engine
from newsfold.daemon.health import listening
from newsfold.daemon.loop import Loop
from newsfold.daemon.metrics import Figures
from newsfold.daemon.notify import Notifier
from newsfold.daemon.pulse import Pulse
from newsfold.daemon.redacting import Redactor
from newsfold.daemon.schedule import Schedule
from newsfold.daemon.webhook import Announcer, webhook_of
from newsfold.errors import SettingsError
from newsfold.fetch.client import Client, Limits
from newsfold.fetch.clock import SystemClock
from newsfold.fetch.courier import Courier, Manners
from newsfold.match.encoder import load as load_encoder
from newsfold.sources import watchlist
from newsfold.sources.parser import ListingParser
from newsfold.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from typing import TextIO

    from newsfold.daemon.health import Address
    from newsfold.fetch.clock import Clock
    from newsfold.settings import Settings
    from newsfold.sources.watchlist import Source

_STAGES = ("read", "clean", "match", "cluster", "store")


def watch(settings: Settings, stream: TextIO, health: Address | None, *, quiet: bool) -> None:
    """Watches the sources of the watch list until it is told to stop. Logs to `stream`; answers at `health`, if that is given.

    For the main thread, and the last that its process does: told to stop, or after a fault, it is over within 8 s, whatever is still
    under way. Raises SettingsError, UsageError, StoreError (StoreBusy if another writer holds the database), and whatever is a
    fault of newsfold.
    """
    clock, redactor = SystemClock(), Redactor()
    logs.configure(stream, redactor, quiet=quiet)
    pulse, schedule, notifier = Pulse(clock), Schedule(clock), Notifier(os.environ, clock)

    def reread() -> tuple[Source, ...]:
        sources = listed(settings)
        redactor.know(value for source in sources for value in source.headers.values())
        return sources

    sources = reread()
    redactor.know((settings.webhook.url, settings.webhook.secret.get_secret_value()))
    webhook = webhook_of(settings, clock)
    with ExitStack() as opened:
        control = opened.enter_context(Control(schedule, notifier, pulse))
        figures = opened.enter_context(_told(health, pulse, clock)) if health else None
        store, make = opened.enter_context(rooms(settings, clock))
        loop = Loop(
            make,
            sources,
            store,
            clock=clock,
            pulse=pulse,
            notifier=notifier,
            figures=figures,
            reread=reread,
            reload_asked=control.take_reload,
            announcer=Announcer(webhook, store) if webhook else None,
        )
        opened.enter_context(closing(loop))
        if webhook:
            opened.enter_context(closing(webhook))
        _begin(settings, sources, notifier)
        try:
            schedule.run(loop.turn)
        except BaseException:
            end_within(LONGEST_STOP_S, os.EX_SOFTWARE)
            raise
    get_logger().info("stopped")


def listed(settings: Settings) -> tuple[Source, ...]:
    """The sources of the watch list. Raises SettingsError, also where there is no list."""
    path = Path(settings.watch.sources)
    if not path.exists():
        message = f"there is no watch list {path}; `newsfold sources add ADDRESS` makes one"
        raise SettingsError(message)
    return watchlist.load(path)


@contextmanager
def rooms(settings: Settings, clock: Clock) -> Generator[tuple[Store, Callable[[Sequence[Source]], Engine]]]:
    """The open store, and what makes an engine on it. Raises SettingsError, StoreError with its kinds, SchemeMismatch."""
    encoder = load_encoder(settings.match.encoder)
    with Cleaner(settings.clean, EXTRACTION) as cleaner, ListingParser() as parser:
        cleaner.start()
        from newsfold.fold.fold import Fold  # noqa: PLC0415 takes a second, in which the extraction processes start
        from newsfold.fold.opinion import STAGE  # noqa: PLC0415
        from newsfold.match.scheme import scheme_id  # noqa: PLC0415

        limits = Limits(deadline_s=settings.watch.deadline_s, max_bytes=settings.watch.max_bytes)
        manners = Manners(per_host=settings.watch.per_host, gap_s=settings.watch.gap_s, longest_gap_s=settings.watch.longest_gap_s)
        courier = Courier(Client(limits, settings.watch.contact), manners, clock)
        with Store.open(settings.db, write=True, scheme=scheme_id(encoder, settings.match.window_days)) as store:

            def make(sources: Sequence[Source]) -> Engine:
                seconds: dict[str, float] = dict.fromkeys((*_STAGES, STAGE), 0.0)
                fold = Fold(store, settings.canonical, seconds, encoder, window_days=settings.match.window_days)
                return Engine(store, courier, parser, cleaner, fold, sources, settings, clock)

            yield store, make


@contextmanager
def _told(health: Address, pulse: Pulse, clock: Clock) -> Generator[Figures]:
    figures = Figures(pulse, clock)
    with listening(health, pulse, figures) as where:
        get_logger().info("health told", at=str(where))
        yield figures


def _begin(settings: Settings, sources: tuple[Source, ...], notifier: Notifier) -> None:
    log = get_logger()
    log.info("watching", sources=len(sources), watch_list=settings.watch.sources, database=settings.db)
    if not sources:
        log.warning("the watch list is empty", do="newsfold sources add ADDRESS, then reload")
    if not settings.watch.contact and any(source.url for source in sources):
        log.warning("nobody is named to the servers that are asked", do="set watch.contact")
    notifier.ready(f"watching {len(sources)} source{'' if len(sources) == 1 else 's'}")
