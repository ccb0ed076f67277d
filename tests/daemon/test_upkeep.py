"""What a running newsfold does beside watching: it applies decisions, and removes what is too old, once a day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import structlog

from daemon.test_engine import BRIDGE, CRANE, DAY, OWL, stored
from daemon.world import START, World, conditional, item, page, processes, rss
from newsfold.daemon.tick import Tick
from newsfold.errors import StoreBusy
from newsfold.model import Act
from newsfold.steer import decide, undo
from newsfold.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from newsfold.clean.workers import Cleaner
    from newsfold.model import Article
    from newsfold.sources.parser import ListingParser

TEXTS = {"crane": CRANE, "bridge": BRIDGE, "owl": OWL}
REWRITTEN = CRANE.replace("this spring", "in spring").replace("on Monday morning", "on Monday")


@pytest.fixture(scope="module")
def rooms() -> Iterator[tuple[Cleaner[Article], ListingParser]]:
    with processes() as started:
        yield started


@pytest.fixture
def world(tmp_path: Path, rooms: tuple[Cleaner[Article], ListingParser]) -> Iterator[World]:
    with World(tmp_path, rooms) as made:
        yield made


def watching(world: World, texts: Mapping[str, str] = TEXTS, **retention: int) -> None:
    """An engine that has taken in a feed with these pages."""
    kept = world.settings.retention.model_copy(update=retention)
    world.settings = world.settings.model_copy(update={"retention": kept})
    world.web.pages["a.test/feed"] = conditional(rss(*(item(world.url(f"a.test/{name}"), name, guid=name) for name in texts)))
    world.web.pages |= {f"a.test/{name}": page(text, name) for name, text in texts.items()}
    world.begin(world.source("a", "a.test/feed"))
    assert world.engine.drain().articles_new == len(texts)


def cluster(world: World, name: str) -> int:
    return stored(world, f"a.test/{name}").cluster


def kept(world: World) -> set[str]:
    return {one.article.title or "" for some in world.store.article_pages(100) for one in some}


def test_what_people_decide_is_applied_by_the_next_turn(world: World):
    watching(world)
    crane, owl = (world.url(f"a.test/{name}") for name in ("crane", "owl"))
    told = decide(world.settings, Act.SAME, crane, owl, by="ana", why="one flock")
    assert (told.applied, cluster(world, "crane") == cluster(world, "owl")) == (False, False)
    with structlog.testing.capture_logs() as logged:
        assert world.engine.tick() == Tick(clusters_changed=1)
        assert world.engine.tick() == Tick()
    assert cluster(world, "crane") == cluster(world, "owl") != cluster(world, "bridge")
    assert logged == [{"event": "decisions applied", "through": 1, "clusters": 1, "log_level": "info"}]
    undo(world.settings, None, by="ana", why="")
    assert world.engine.tick() == Tick(clusters_changed=2)
    assert cluster(world, "crane") != cluster(world, "owl")


def test_what_was_decided_while_nobody_watched_is_applied_by_the_first_turn(world: World):
    watching(world, {"crane": CRANE, "again": REWRITTEN})
    assert cluster(world, "crane") == cluster(world, "again")
    decide(world.settings, Act.DIFFERENT, world.url("a.test/crane"), world.url("a.test/again"), by="bo", why="")
    world.begin()
    assert world.engine.tick().clusters_changed == 2
    assert cluster(world, "crane") != cluster(world, "again")


def test_once_a_day_what_is_too_old_is_removed_and_does_not_come_back(world: World):
    watching(world, keep_articles_days=30)
    assert world.store.pruned() == START
    with structlog.testing.capture_logs() as logged:
        assert world.after(29 * 1440).articles_removed == 0
        world.web.pages["a.test/fresh"] = page(
            "The tide rose over the southern quay on Friday, and the market was closed. " * 9, "fresh"
        )
        names = [*TEXTS, "fresh"]
        world.web.pages["a.test/feed"] = conditional(rss(*(item(world.url(f"a.test/{name}"), name, guid=name) for name in names)))
        assert world.after(1439).articles_new == 1
        assert kept(world) == {"crane", "bridge", "owl", "fresh"}
        assert world.after(1441).articles_removed == 3
    assert kept(world) == {"fresh"}
    assert [entry for entry in logged if entry["event"] == "what is too old was removed"] == [
        {
            "event": "what is too old was removed",
            "clusters": 3,
            "articles": 3,
            "emptied": 0,
            "texts": 0,
            "log_level": "info",
        }
    ]
    world.web.take()
    listed = rss(*(item(world.url(f"a.test/{name}"), name, guid=f"new {name}") for name in names))
    world.web.pages["b.test/feed"] = conditional(listed)
    world.engine.reload((*world.sources, world.source("b", "b.test/feed")))
    assert world.engine.drain().articles_new == 0
    assert world.web.take() == ["b.test/feed"]
    assert kept(world) == {"fresh"}


def test_texts_may_go_and_their_articles_stay(world: World):
    watching(world, keep_texts_days=10)
    assert world.after(11 * 1440).texts_removed == 3
    assert kept(world) == {"crane", "bridge", "owl"}
    assert all(one.emptied for some in world.store.article_pages(9) for one in some)


def test_new_articles_are_folded_while_old_ones_are_removed(world: World):
    watching(world, keep_articles_days=30)
    world.clock.time += 31 * DAY
    world.web.pages["a.test/again"] = page(REWRITTEN, "again")
    world.web.pages["a.test/feed"] = conditional(rss(item(world.url("a.test/again"), "again", guid="again")))
    done = world.engine.drain()
    assert (done.articles_removed, done.articles_new) == (3, 1)
    assert kept(world) == {"again"}


def test_by_default_nothing_is_removed_and_nothing_noted(world: World):
    watching(world)
    assert world.after(10_000 * 1440).articles_removed == 0
    assert (world.store.pruned(), kept(world)) == (None, set(TEXTS))


def test_a_clock_that_is_set_back_stops_no_removal(world: World):
    watching(world, keep_articles_days=30)
    world.store.set_pruned(int(world.clock.now()) + 400 * DAY)
    world.begin()
    world.clock.time += 31 * DAY
    assert world.engine.drain().articles_removed == 3


def test_a_removal_that_was_interrupted_begins_anew(world: World, monkeypatch: pytest.MonkeyPatch):
    watching(world, keep_articles_days=30)
    noted = world.store.pruned()
    world.clock.time += 31 * DAY

    def busy(_: Store, at: int) -> None:
        raise StoreBusy(str(at))

    with monkeypatch.context() as patched:
        patched.setattr(Store, "set_pruned", busy)
        with pytest.raises(StoreBusy):
            world.engine.drain()
    assert world.store.pruned() == noted
    world.begin()
    world.engine.drain()
    assert (world.store.pruned(), kept(world)) == (world.clock.now(), set())


def test_every_act_is_counted():
    assert replace(Tick(articles_removed=1), texts_removed=2) + Tick(articles_removed=3) == Tick(
        articles_removed=4, texts_removed=2
    )
