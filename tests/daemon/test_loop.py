"""The loop around a hand-written engine: what it does when all is well, when the database is not to be had, and when the list changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import pytest
import structlog

from daemon.clocks import HandClock
from newsfold.daemon.loop import Loop, told
from newsfold.daemon.metrics import Census, Condition, Figures, conditions
from newsfold.daemon.notify import Notifier
from newsfold.daemon.pulse import Pulse
from newsfold.daemon.tick import Deliveries, Tick
from newsfold.errors import SettingsError, StoreBusy, StoreError, StoreFull
from newsfold.sources.watchlist import Source
from newsfold.store.announcements import Untold
from newsfold.watching import SourceState

HARBOUR = Source(key="harbour", kind="feed", url="https://quay.example/feed")
FOLDER = Source(key="folder", kind="folder", folder="/news")


class Telling(Notifier):
    """Notes what the service manager is told."""

    def __init__(self) -> None:
        super().__init__({}, HandClock())
        self.said: list[str] = []

    def _send(self, message: str) -> None:
        self.said.append(message)


@dataclass
class House:
    """An engine, the store below it, and the watch list; what is to go wrong stands in `faults`, one for each tick."""

    sources: tuple[Source, ...] = (HARBOUR,)
    faults: list[Exception | None] = field(default_factory=list[Exception | None])
    unmade: Exception | None = None
    silent: bool = False
    reload_asked: bool = False
    list_fault: str = ""
    more: list[bool] = field(default_factory=list[bool])
    takes_s: float = 0.0
    clock: HandClock = field(default_factory=lambda: HandClock(1_800_000_007.0))  # 2027-01-15T08:00:07Z
    done: list[str] = field(default_factory=list[str])

    def make(self, sources: tuple[Source, ...]) -> House:
        self.done.append(f"make {' '.join(source.key for source in sources)}")
        if self.unmade:
            raise self.unmade
        return self

    def tick(self) -> Tick:
        self.done.append("tick")
        fault = self.faults.pop(0) if self.faults else None
        if fault:
            raise fault
        self.clock.go_by(self.takes_s)
        return Tick(sources_asked=3, sources_failed=1, articles_new=2)

    def wait(self, seconds: float) -> bool:
        self.done.append(f"wait {seconds:.1f}")
        return self.more.pop(0) if self.more else False

    def reload(self, sources: tuple[Source, ...]) -> None:
        self.done.append(f"reload {' '.join(source.key for source in sources)}")

    def close(self) -> None:
        self.done.append("close")

    def source_states(self) -> dict[str, SourceState]:
        if self.silent:
            message = "the disk is gone"
            raise StoreError(message)
        return {
            source.key: SourceState(source.key, source.kind, source.url or "", 0, 60, errors=int(source is HARBOUR))
            for source in self.sources
        }

    def waiting_count(self) -> int:
        return 7

    def log_size(self) -> int:
        return 4096

    def reread(self) -> tuple[Source, ...]:
        if self.list_fault:
            raise SettingsError(self.list_fault)
        return self.sources

    def take_reload(self) -> bool:
        asked, self.reload_asked = self.reload_asked, False
        return asked

    def did(self) -> list[str]:
        done, self.done = self.done, []
        return done


@dataclass
class Announcer:
    """What tells of events, as the house notes it; what is to go wrong stands in `faults`, one for each turn."""

    house: House
    faults: list[Exception | None] = field(default_factory=list[Exception | None])

    def tick(self) -> Deliveries:
        self.house.done.append("announce")
        fault = self.faults.pop(0) if self.faults else None
        if fault:
            raise fault
        return Deliveries(taken=2, failed=1)

    def untold(self) -> Untold:
        return Untold(5, "2027-01-15T08:00:00+00:00")


class Watched:
    """A loop in its surroundings."""

    def __init__(self, house: House, *, figures: bool = False, announcer: Announcer | None = None) -> None:
        self.house = house
        self.clock = house.clock
        self.pulse = Pulse(self.clock)
        self.notifier = Telling()
        self.figures = Figures(self.pulse, self.clock) if figures else None
        self.loop = Loop(
            house.make,
            house.sources,
            house,
            clock=self.clock,
            pulse=self.pulse,
            notifier=self.notifier,
            figures=self.figures,
            reread=house.reread,
            reload_asked=house.take_reload,
            announcer=announcer,
        )

    def told(self) -> set[str]:
        assert self.figures
        return set(self.figures.text().decode().splitlines())

    def after(self, seconds: float) -> list[str]:
        self.clock.go_by(seconds)
        self.loop.turn()
        return [done for done in self.house.did() if done != "wait 0.8"]


def test_turns_go_on_with_one_engine_and_tell_how_the_sources_do_once_a_minute():
    watched = Watched(House())
    assert watched.after(0) == ["make harbour", "tick"]
    assert watched.after(1) == ["tick"]
    assert (watched.notifier.said, watched.pulse.unready()) == (["STATUS=watching 1 source: 1 failing"], "")
    watched.house.sources = (HARBOUR, FOLDER)
    assert watched.after(58) == ["tick"]
    assert len(watched.notifier.said) == 1
    watched.after(1)
    assert watched.notifier.said[1:] == ["STATUS=watching 2 sources: 1 failing"]
    watched.loop.close()
    watched.loop.close()
    assert watched.house.did() == ["close"]


def test_a_turn_goes_on_while_there_is_more_to_do_but_not_into_the_next():
    house = House(more=[True, True, False, *[True] * 9])
    watched = Watched(house, figures=True)
    assert watched.after(0) == ["make harbour", "tick", "tick", "tick"]
    house.takes_s = 0.3
    assert watched.after(1) == ["tick", "wait 0.5", "tick", "wait 0.2", "tick"]
    house.takes_s = 5.0
    assert watched.after(0.1) == ["tick"]
    assert watched.told() >= {"newsfold_requests_total 21.0", "newsfold_tick_seconds_count 7.0"}


def test_a_source_that_is_paused_is_neither_well_nor_failing():
    gone = SourceState("gone", "feed", "", 0, 60, errors=1, paused="gone")
    found = conditions([gone, SourceState("well", "feed", "", 0, 60)])
    assert found == {Condition.WELL: 1, Condition.FAILING: 0, Condition.PAUSED: 1}
    assert told(Census(found, 0)) == "watching 2 sources: 1 paused"


def test_the_figures_are_those_of_the_ticks_and_of_the_store():
    watched = Watched(House(), figures=True)
    watched.after(0)
    watched.after(2)
    assert watched.told() >= {
        "newsfold_requests_total 6.0",
        'newsfold_answers_total{outcome="failed"} 2.0',
        'newsfold_answers_total{outcome="unchanged"} 0.0',
        'newsfold_articles_total{kind="new"} 4.0',
        'newsfold_sources{condition="failing"} 1.0',
        'newsfold_sources{condition="paused"} 0.0',
        "newsfold_entries_waiting 7.0",
        "newsfold_wal_bytes 4096.0",
        "newsfold_tick_seconds_count 2.0",
        "newsfold_last_tick_age_seconds 0.0",
        'newsfold_webhook_deliveries_total{outcome="taken"} 0.0',
        "newsfold_webhook_waiting 0.0",
        "newsfold_webhook_oldest_waiting_age_seconds 0.0",
    }


def test_events_are_told_of_first_in_each_turn_and_counted():
    house = House()
    watched = Watched(house, figures=True, announcer=Announcer(house))
    assert watched.after(0) == ["announce", "make harbour", "tick"]
    assert watched.after(2) == ["announce", "tick"]
    assert watched.told() >= {
        'newsfold_webhook_deliveries_total{outcome="taken"} 4.0',
        'newsfold_webhook_deliveries_total{outcome="failed"} 2.0',
        'newsfold_webhook_deliveries_total{outcome="set_aside"} 0.0',
        "newsfold_webhook_waiting 5.0",
        "newsfold_webhook_oldest_waiting_age_seconds 9.0",
    }


def test_events_are_told_of_though_nobody_asks_for_figures():
    house = House()
    assert Watched(house, announcer=Announcer(house)).after(0) == ["announce", "make harbour", "tick"]


def test_a_database_that_does_not_say_what_is_to_be_told_is_tried_again():
    house = House()
    watched = Watched(house, announcer=Announcer(house, [None, StoreBusy("in use")]))
    assert watched.after(0) == ["announce", "make harbour", "tick"]
    assert watched.after(1) == ["announce", "close"]
    assert watched.pulse.unready() == "in use"
    assert watched.after(2) == ["announce", "make harbour", "tick"]


@pytest.mark.parametrize("fault", [StoreBusy("in use"), StoreFull("no room")])
def test_a_database_that_is_not_to_be_had_is_tried_again_ever_later_with_a_new_engine(fault: StoreError):
    watched = Watched(House(faults=[None, fault, fault, None]))
    watched.after(0)
    watched.house.did()
    with structlog.testing.capture_logs() as logged:
        assert watched.after(1) == ["tick", "close"]
        assert (watched.pulse.unready(), watched.pulse.answered_at()) == (str(fault), 1_001)
        assert watched.after(1.9) == []
        assert watched.after(0.1) == ["make harbour", "tick", "close"]
        assert watched.after(3.9) == []
        assert watched.after(0.1) == ["make harbour", "tick"]
        assert watched.pulse.unready() == ""
        assert watched.after(1) == ["tick"]
    assert [(entry["event"], entry.get("again_in_s")) for entry in logged] == [
        ("database not to be had", 2.0),
        ("database not to be had", 4.0),
        ("database in order again", None),
    ]
    assert watched.notifier.said[-1] == f"STATUS={fault}"


def test_it_rests_a_minute_at_most_and_gives_no_sign_of_life_without_a_database():
    watched = Watched(House(unmade=StoreFull("no room"), silent=True))
    tried = [watched.clock.since_start for _ in range(400) if watched.after(1)]
    assert [after - before for before, after in pairwise(tried)] == [2, 4, 8, 16, 32, 60, 60, 60, 60, 60]
    assert watched.pulse.answered_at() is None


@pytest.mark.parametrize("fault", [StoreError("the disk is gone"), ValueError("no such thing")])
def test_every_other_fault_is_raised(fault: Exception):
    watched = Watched(House(faults=[fault]))
    with pytest.raises(type(fault), match=str(fault)):
        watched.loop.turn()


def test_a_watch_list_that_changed_is_read_and_a_broken_one_is_not_taken():
    watched = Watched(House())
    watched.after(0)
    watched.notifier.said.clear()
    watched.house.sources, watched.house.reload_asked = (FOLDER,), True
    assert watched.after(1)[-2:] == ["reload folder", "tick"]
    assert [said.split("=")[0] for said in watched.notifier.said] == ["RELOADING", "READY", "STATUS"]
    watched.house.list_fault, watched.house.reload_asked = "no TOML", True
    with structlog.testing.capture_logs() as logged:
        assert watched.after(1)[-1:] == ["tick"]
    assert logged == [{"event": "watch list refused, the one before is kept", "fault": "no TOML", "log_level": "error"}]


def test_a_watch_list_that_changed_while_the_database_was_not_to_be_had_is_that_of_the_next_engine():
    watched = Watched(House(faults=[StoreBusy("in use")]))
    watched.after(0)
    watched.house.sources, watched.house.reload_asked = (HARBOUR, FOLDER), True
    assert watched.after(1) == []
    assert watched.after(1) == ["make harbour folder", "tick"]
