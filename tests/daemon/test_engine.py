"""The engine against a real web server, a real store, and time that only tests move."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING, Never

import pytest
import structlog

from daemon.world import START, FakeClock, World, conditional, item, page, processes, rss, sitemap
from newsfold.daemon.tick import Tick
from newsfold.model import Reason
from newsfold.sources.watchlist import Source
from newsfold.store.dump import dump_text
from newsfold.watching import WEB, Entry, EntryState
from server import answer, dripping, redirect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from threading import Condition

    from newsfold.clean.workers import Cleaner
    from newsfold.model import Article, StoredArticle
    from newsfold.sources.parser import ListingParser
    from newsfold.watching import SourceState

MINUTE, HOUR, DAY = 60, 3600, 86_400
CRANE = """\
The port of Ashby will lose its oldest crane this spring, the harbour master said on Monday morning.
Built in 1911, the crane unloaded coal for half a century and has stood still since the fishing fleet left the southern quay.
Workers will take it apart piece by piece; its arm goes to the maritime museum, where it is to be shown from May.
The council had offered 90,000 pounds for its repair, but an inspection found rust in three of its four legs."""
BRIDGE = """\
A lorry struck the railway bridge at Millbrook for the ninth time this year, and trains to the coast stood still for hours.
Nobody was hurt. The driver, 44, told the police that his satnav had led him down the narrow lane.
The railway company wants a steel beam in front of the bridge; the county says that the lane is too narrow for one.
Passengers were taken to Dunmore by bus, the last of them after midnight."""
OWL = """\
Three young owls were ringed in the tower of Saint Brannoc's on Sunday, the first brood there in thirty years.
The parish had left a slit open when the roof was mended last autumn, at the wish of the village school.
A camera shows the nest in the library until the owls fly, which will be towards the end of June."""


@pytest.fixture(scope="module")
def rooms() -> Iterator[tuple[Cleaner[Article], ListingParser]]:
    with processes() as started:
        yield started


@pytest.fixture
def world(tmp_path: Path, rooms: tuple[Cleaner[Article], ListingParser]) -> Iterator[World]:
    with World(tmp_path, rooms) as made:
        yield made


def three_items(world: World) -> None:
    """A feed with three items, whose pages are there."""
    pages = {"crane": CRANE, "bridge": BRIDGE, "owl": OWL}
    world.web.pages["a.test/feed"] = conditional(rss(*(item(world.url(f"a.test/{name}"), name, guid=name) for name in pages)))
    world.web.pages |= {f"a.test/{name}": page(text, name) for name, text in pages.items()}


def state(world: World, key: str = "a") -> SourceState:
    return world.store.source_states()[key]


def entries(world: World, key: str = "a", *ids: str) -> list[Entry]:
    found = world.store.entries_of(key, ids)
    return [found[name] for name in ids]


def stored(world: World, path: str) -> StoredArticle:
    origin = world.url(path)
    return world.store.articles_by_key([(WEB, origin)])[WEB, origin]


def texts(world: World) -> list[str]:
    return [one.article.text for page in world.store.article_pages(100) for one in page]


def article(world: World, path: str) -> Article:
    return stored(world, path).article


def skips(world: World) -> list[tuple[str, Reason, str]]:
    return [(skip.origin.rpartition("/")[2], skip.reason, skip.detail) for skip in world.store.skips()]


def broken(*_: object, **__: object) -> Never:
    message = "crane"
    raise ZeroDivisionError(message)


def due_in(world: World, key: str = "a") -> float:
    return state(world, key).next_due - world.clock.now()


def test_a_feed_becomes_articles_and_is_then_only_asked_whether_it_changed(world: World):
    three_items(world)
    world.begin(world.source("a", "a.test/feed"))
    first = world.engine.drain()
    assert first == Tick(sources_asked=1, entries_new=3, entries_taken=3, articles_new=3, clusters_changed=3)
    asked = world.web.take(robots=True)
    assert asked[:2] == ["a.test/feed", "a.test/robots.txt"]
    assert sorted(asked[2:]) == ["a.test/bridge", "a.test/crane", "a.test/owl"]  # threads take them in any order
    assert (article(world, "a.test/crane").text, article(world, "a.test/crane").url) == (CRANE, world.url("a.test/crane"))
    assert (article(world, "a.test/crane").title, article(world, "a.test/crane").site) == ("crane", "a.test")
    assert {entry.state for entry in entries(world, "a", "crane", "bridge", "owl")} == {EntryState.TAKEN}
    assert state(world).entries == 3
    before = dump_text(world.store)

    assert world.after(20) == Tick()
    assert world.after(15) == Tick(sources_asked=1, sources_unchanged=1)
    assert world.web.take(robots=True) == ["a.test/feed"]
    assert dump_text(world.store) == before
    assert (state(world).interval_s, state(world).checks, state(world).errors) == (2250, 2, 0)


def test_a_charset_that_only_the_server_names_is_that_of_the_page(world: World):
    text = "Мост через реку отремонтируют за три миллиона рублей, сообщил мэр города во вторник на заседании совета.\n" * 4
    bytes_of = {"plain": text.encode("koi8-r"), "whole": f"<html><body><p>{text}</p></body></html>".encode("koi8-r")}
    kinds = {"plain": "text/plain; charset=koi8-r", "whole": "text/html; charset=koi8-r"}
    world.web.pages["a.test/feed"] = conditional(rss(*(item(world.url(f"a.test/{name}"), guid=name) for name in kinds)))
    world.web.pages |= {f"a.test/{name}": answer(f"Content-Type: {kind}", body=bytes_of[name]) for name, kind in kinds.items()}
    world.begin(world.source("a", "a.test/feed"))
    assert world.engine.drain().entries_taken == 2
    for name in kinds:
        assert " ".join(article(world, f"a.test/{name}").text.split()).startswith(text.splitlines()[0])


def test_rewrites_from_several_feeds_stand_in_one_cluster(world: World):
    rewritten = CRANE.replace("this spring", "in spring").replace("on Monday morning", "on Monday")
    for host, text in (("a.test", CRANE), ("b.test", rewritten), ("c.test", OWL)):
        world.web.pages[f"{host}/feed"] = conditional(rss(item(world.url(f"{host}/1"))))
        world.web.pages[f"{host}/1"] = page(text)
    world.begin(*(world.source(host[0], f"{host}/feed") for host in ("a.test", "b.test", "c.test")))
    assert world.engine.drain().articles_new == 3
    clusters = {host: stored(world, f"{host}/1").cluster for host in ("a.test", "b.test", "c.test")}
    assert clusters["a.test"] == clusters["b.test"] != clusters["c.test"]


def test_a_list_that_is_read_again_ranks_its_sites_anew(world: World):
    told = {"a": CRANE, "b": CRANE.replace("this spring", "in spring"), "c": CRANE.replace("on Monday morning", "on Monday")}
    for host, text in told.items():
        world.web.pages[f"{host}.test/feed"] = conditional(rss(item(world.url(f"{host}.test/1"))))
        world.web.pages[f"{host}.test/1"] = page(text)
    a, b, c = (world.source(host, f"{host}.test/feed") for host in told)
    world.begin(a.model_copy(update={"rank": 1}), b.model_copy(update={"rank": 2}))
    world.engine.drain()
    cluster = stored(world, "a.test/1").cluster
    assert world.store.clusters([cluster])[cluster].canonical == stored(world, "a.test/1").id
    world.engine.reload((a, b.model_copy(update={"rank": 2}), c))
    world.engine.drain()
    assert world.store.clusters([cluster])[cluster].canonical == stored(world, "b.test/1").id
    assert len(world.store.clusters([cluster])[cluster].members) == 3


def test_an_article_that_two_feeds_bring_by_http_and_https_is_one(world: World):
    content = CRANE.replace("\n", "</p><p>")
    for host, scheme in (("a.test", "http"), ("b.test", "https")):
        world.web.pages[f"{host}/feed"] = conditional(rss(item(f"{scheme}://quay.example/crane", guid=host, content=content)))
    world.begin(*(world.source(host[0], f"{host}/feed", text="feed") for host in ("a.test", "b.test")))
    assert world.engine.drain() == Tick(sources_asked=2, entries_new=2, entries_taken=2, articles_new=1, clusters_changed=1)
    (only,) = [one for page in world.store.article_pages(100) for one in page]
    assert {entry.source for entry in world.store.sightings(only.id)} == {"a", "b"}


def test_an_entry_over_which_the_parser_falls_is_counted_and_costs_no_other(world: World):
    three_items(world)
    falls = item(None, guid="podcast", more="<psc:chapters version='1.1'><psc:chapter/></psc:chapters>")
    pages = [item(world.url(f"a.test/{name}"), name, guid=name) for name in ("crane", "bridge")]
    listed = rss(pages[0], falls, pages[1]).replace(b"<rss", b"<rss xmlns:psc='http://podlove.org/simple-chapters'")
    world.web.pages["a.test/feed"] = conditional(listed)
    world.begin(world.source("a", "a.test/feed"))
    with structlog.testing.capture_logs() as logged:
        done = world.engine.drain()
    assert done == Tick(sources_asked=1, entries_new=2, entries_taken=2, articles_new=2, clusters_changed=2, crashes=1)
    assert [(entry["source"], entry["inputs"], entry["fault"][:10]) for entry in logged if entry["log_level"] == "error"] == [
        ("a", 1, "TypeError:")
    ]
    assert (state(world).errors, state(world).fault) == (0, "")


def test_a_site_that_moves_to_https_brings_nothing_anew(world: World):
    content = CRANE.replace("\n", "</p><p>")
    moved = [
        item("https://quay.example/crane", "crane", guid="1", content=content),
        item("https://quay.example/rope", content=content),
    ]
    before = [one.replace("https:", "http:") for one in moved]
    world.web.pages["a.test/feed"] = conditional(rss(*before))
    world.begin(world.source("a", "a.test/feed", text="feed"))
    assert world.engine.drain().articles_new == 1
    world.web.pages["a.test/feed"] = conditional(rss(*moved))
    assert world.after(40) == Tick(sources_asked=1, entries_new=1, entries_taken=1)
    assert len(texts(world)) == 2


def test_an_item_that_its_feed_changes_is_a_revision(world: World):
    three_items(world)
    world.begin(world.source("a", "a.test/feed"))
    world.engine.drain()
    world.web.pages["a.test/feed"] = conditional(rss(item(world.url("a.test/crane"), "crane is gone", guid="crane")))
    world.web.pages["a.test/crane"] = page(CRANE.replace("oldest", "tallest"), "crane is gone")
    assert world.after(40) == Tick(sources_asked=1, entries_revised=1, entries_taken=1, articles_revised=1, clusters_changed=1)
    revised = stored(world, "a.test/crane")
    assert (revised.revision, revised.article.title, "tallest" in revised.article.text) == (2, "crane is gone", True)
    (entry,) = entries(world, "a", "crane")
    assert (entry.revisions, entry.first_seen, entry.title) == (1, START, "crane is gone")


def test_an_item_of_two_feeds_is_one_article_and_two_sightings(world: World):
    three_items(world)
    links = (world.url("a.test/crane?utm_source=b"), world.url("a.test/bridge"))
    world.web.pages["b.test/feed"] = conditional(rss(*(item(link, "another title") for link in links)))
    world.begin(world.source("a", "a.test/feed"), world.source("b", "b.test/feed"))
    assert world.engine.drain() == Tick(sources_asked=2, entries_new=5, entries_taken=5, articles_new=3, clusters_changed=3)
    assert sorted(path for path in world.web.take() if "feed" not in path) == ["a.test/bridge", "a.test/crane", "a.test/owl"]
    sightings = world.store.sightings(stored(world, "a.test/crane").id)
    assert [entry.source for entry in sightings] == ["a", "b"]


def test_an_item_that_another_feed_brings_later_needs_no_request(world: World):
    three_items(world)
    world.begin(world.source("a", "a.test/feed"))
    world.engine.drain()
    world.web.take()
    world.web.pages["b.test/feed"] = conditional(rss(item(world.url("a.test/crane#top"), "crane", guid="9")))
    world.engine.reload((*world.sources, world.source("b", "b.test/feed")))
    assert world.engine.drain() == Tick(sources_asked=1, entries_new=1, entries_taken=1)
    assert world.web.take() == ["b.test/feed"]


def test_addresses_of_one_page_are_one_article(world: World):
    head = f"<link rel='canonical' href='{world.url('a.test/2026/crane')}'>"
    paths = ["a.test/2026/crane", "a.test/crane?ref=rss", "a.test/story?id=7", "b.test/go"]
    world.web.pages["a.test/feed"] = conditional(rss(*(item(world.url(path), "crane", guid=path) for path in paths)))
    world.web.pages |= {path.partition("?")[0]: page(CRANE, "crane", head) for path in paths[:3]}
    world.web.pages["b.test/go"] = redirect(world.url("a.test/2026/crane"))
    world.begin(world.source("a", "a.test/feed"))
    assert world.engine.drain() == Tick(sources_asked=1, entries_new=4, entries_taken=4, articles_new=1, clusters_changed=1)
    assert stored(world, "a.test/2026/crane").revision == 1
    assert {entry.origin for entry in entries(world, "a", *paths)} == {world.url("a.test/2026/crane")}


def test_a_page_that_is_not_there_is_refused_and_told(world: World):
    three_items(world)
    del world.web.pages["a.test/crane"]
    world.begin(world.source("a", "a.test/feed"))
    told = Tick(sources_asked=1, entries_new=3, entries_taken=2, entries_refused=1, articles_new=2, clusters_changed=2, skips=1)
    assert world.engine.drain() == told
    assert skips(world) == [("crane", Reason.UNREACHABLE, "status 404")]
    (entry,) = entries(world, "a", "crane")
    assert (entry.state, entry.fault) == (EntryState.REFUSED, "unreachable: status 404")
    world.web.take()
    world.after(DAY / 60)
    assert world.web.take() == ["a.test/feed"]


def test_a_page_that_fails_is_taken_when_it_answers(world: World):
    three_items(world)
    world.web.pages["a.test/crane"] = answer(status=500)
    world.begin(world.source("a", "a.test/feed"))
    world.engine.drain()
    (entry,) = entries(world, "a", "crane")
    assert (entry.state, entry.tries, entry.fault) == (EntryState.WAITING, 1, "status 500")
    world.web.take()
    assert world.after(3) == Tick()
    world.after(3)
    assert world.web.take() == ["a.test/crane"]
    world.web.pages["a.test/crane"] = page(CRANE, "crane")
    assert world.after(11).articles_new == 1
    (entry,) = entries(world, "a", "crane")
    assert (entry.state, entry.tries, entry.fault) == (EntryState.TAKEN, 0, "")


def test_a_page_that_always_fails_is_given_up_after_eight_tries(world: World):
    world.web.pages["a.test/feed"] = conditional(rss(item(world.url("a.test/crane"), guid="crane")))
    world.web.pages["a.test/crane"] = lambda _: dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n")
    world.begin(world.source("a", "a.test/feed", interval="31d"))
    tick = world.engine.drain()
    for _ in range(30):
        tick += world.after(30)
    assert (tick.entries_refused, tick.skips) == (1, 1)
    assert world.web.take().count("a.test/crane") == 8
    assert [(reason, detail.partition(":")[0]) for _, reason, detail in skips(world)] == [(Reason.UNREACHABLE, "timed out")]


def test_a_feed_that_breaks_is_asked_less_and_read_when_it_is_well(world: World):
    three_items(world)
    well = world.web.pages["a.test/feed"]
    world.begin(world.source("a", "a.test/feed"))
    world.engine.drain()
    tags = state(world).validators
    broken = b"<html><link rel='alternate' type='application/rss+xml' href='/atom'></html>"
    faults = {
        "a page instead: its feeds: " + world.url("a.test/atom"): answer('ETag: "x"', body=broken),
        "something else: neither RSS, Atom nor JSON Feed": answer(body=b"crane"),
        "empty": answer(),
        "status 503": answer(status=503),
    }
    for errors, (fault, served) in enumerate(faults.items(), 1):
        world.web.pages["a.test/feed"] = served
        world.clock.time = state(world).next_due
        assert world.engine.drain() == Tick(sources_asked=1, sources_failed=1)
        assert (state(world).fault, state(world).errors, state(world).validators) == (fault, errors, None)
        assert 30 * MINUTE * 2**errors <= due_in(world) <= 33 * MINUTE * 2**errors + 60
    world.web.pages["a.test/feed"] = well
    world.clock.time = state(world).next_due
    assert world.engine.drain() == Tick(sources_asked=1, sources_unchanged=1)
    assert (state(world).errors, state(world).fault, state(world).validators) == (0, "", tags)


def test_a_feed_that_is_gone_is_paused(world: World):
    world.web.pages["a.test/feed"] = answer(status=410)
    world.begin(world.source("a", "a.test/feed"))
    assert world.engine.drain() == Tick(sources_asked=1, sources_failed=1)
    assert (state(world).paused, state(world).fault) == ("gone", "status 410")
    world.begin()
    assert world.after(90 * DAY / 60) == Tick()


@pytest.mark.parametrize(("said", "least_s"), [("7200", 7200), ("99999999", DAY), ("Wed, 25 Feb 2026 10:13:20 GMT", 4 * HOUR)])
def test_a_host_that_asks_for_a_rest_gets_it_from_all_sources(world: World, said: str, least_s: int):
    world.web.pages["a.test/feed"] = answer(f"Retry-After: {said}", status=429)
    world.web.pages["b.test/feed"] = conditional(rss(item(world.url("a.test/crane"), guid="crane")))
    world.begin(world.source("a", "a.test/feed"))
    world.engine.drain()
    world.engine.reload((*world.sources, world.source("b", "b.test/feed")))
    world.web.asked.clear()
    while world.clock.time < START + least_s + 4 * HOUR:
        world.after(10)
    times = {one.path: one.at for one in reversed(world.web.asked) if one.host == "a.test"}
    assert times.keys() == {"/feed", "/crane", "/robots.txt"}
    assert min(times.values()) >= START + least_s


def test_killed_with_everything_under_way_nothing_is_lost_and_nothing_asked_twice(world: World):
    three_items(world)
    source = world.source("a", "a.test/feed")
    world.begin(source)
    world.engine.tick()  # claimed; the answer is never taken
    assert world.engine.wait(30)
    world.engine.close()
    assert (world.engine.tick(), world.engine.settle()) == (Tick(), Tick())
    world.begin()
    assert world.after(29) == Tick()
    assert world.web.take() == ["a.test/feed"]
    world.clock.time = state(world).next_due
    world.engine.tick()
    world.until(lambda tick: tick.entries_new)
    (crane,) = entries(world, "a", "crane")
    assert (crane.tries, crane.state) == (1, EntryState.WAITING)  # its page is under way
    world.begin()
    assert world.after(1).articles_new == 2
    assert world.after(5).articles_new == 1
    asked = world.web.take()
    assert asked.count("a.test/feed") == 1
    assert sorted(set(asked)) == sorted({"a.test/feed", "a.test/crane", "a.test/bridge", "a.test/owl"})


def test_after_three_days_without_newsfold_each_source_is_asked_once(world: World):
    hosts = ("a.test", "b.test", "c.test")
    for host in hosts:
        world.web.pages[f"{host}/feed"] = conditional(rss())
    world.begin(*(world.source(host[0], f"{host}/feed", interval="1m") for host in hosts))
    assert world.engine.drain() == Tick(sources_asked=3, sources_unchanged=3)
    world.web.take()
    world.clock.time += 3 * DAY
    world.begin()
    assert world.engine.drain() == Tick(sources_asked=3, sources_unchanged=3)
    assert sorted(world.web.take()) == [f"{host}/feed" for host in hosts]


def test_killed_between_two_batches_the_rest_of_a_feed_is_read_again(world: World):
    texts = {name: text.replace("\n", "</p><p>") * 2 for name, text in (("crane", CRANE), ("bridge", BRIDGE), ("owl", OWL))}
    world.web.pages["a.test/feed"] = conditional(rss(*(item(None, guid=name, content=text) for name, text in texts.items())))
    world.settings = world.settings.model_copy(update={"read": world.settings.read.model_copy(update={"batch": 2})})
    world.begin(world.source("a", "a.test/feed", text="feed"))
    tick = world.until(lambda tick: tick.articles_new)
    assert (tick.articles_new, state(world).validators) == (2, None)
    world.begin()
    assert world.after(35) == Tick(sources_asked=1, entries_new=1, entries_taken=1, articles_new=1, clusters_changed=1)


def test_a_folder_is_watched_like_a_feed(world: World, tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in (("crane", CRANE), ("bridge", BRIDGE), ("owl", OWL)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "empty.txt").touch()
    world.settings = world.settings.model_copy(update={"read": world.settings.read.model_copy(update={"batch": 2})})
    world.begin(Source(key="in", kind="folder", folder=str(folder), interval="15m"))
    assert world.engine.drain() == Tick(sources_asked=1, articles_new=3, clusters_changed=3, skips=1)
    assert (state(world, "in").entries, state(world, "in").interval_s) == (3, 900)
    assert world.after(17) == Tick(sources_asked=1, sources_unchanged=1, skips=1)
    (folder / "crane.txt").write_text(CRANE.replace("oldest", "tallest"), encoding="utf-8")
    (folder / "empty.txt").unlink()
    assert world.after(22) == Tick(sources_asked=1, articles_revised=1, clusters_changed=1)
    folder.rename(tmp_path / "out")
    assert world.after(20) == Tick(sources_asked=1, sources_failed=1)
    assert state(world, "in").fault == f"no such file or folder: {folder}"


def test_an_index_of_sitemaps_leads_to_its_pages(world: World):
    index = sitemap((world.url("a.test/new.xml"), "2026-02-24"), (world.url("a.test/old.xml"), "2026-02-01"), index=True)
    world.web.pages |= {
        "a.test/map.xml": conditional(index, "application/xml"),
        "a.test/new.xml": answer(body=sitemap((world.url("a.test/crane"), "2026-02-24"), (world.url("a.test/bridge"), None))),
        "a.test/old.xml": answer(body=sitemap((world.url("a.test/owl"), "2026-02-01"))),
        "a.test/crane": page(CRANE, "crane"),
        "a.test/bridge": page(BRIDGE, "bridge"),
        "a.test/owl": page(OWL, "owl"),
    }
    world.begin(world.source("a", "a.test/map.xml", "sitemap"))
    assert world.engine.drain().articles_new == 3
    assert world.web.take()[:3] == ["a.test/map.xml", "a.test/new.xml", "a.test/old.xml"]
    assert article(world, "a.test/crane").title == "crane"
    assert world.after(40) == Tick(sources_asked=1, sources_unchanged=1)
    assert world.web.take() == ["a.test/map.xml"]
    index = sitemap((world.url("a.test/new.xml"), "2026-02-26"), (world.url("a.test/old.xml"), "2026-02-01"), index=True)
    world.web.pages["a.test/map.xml"] = conditional(index, "application/xml")
    world.clock.time += 2 * DAY
    world.after(0)
    assert world.web.take() == ["a.test/map.xml", "a.test/new.xml"]  # the other is older than our last success


def test_an_index_without_times_is_read_whole_each_time(world: World):
    index = sitemap((world.url("a.test/1.xml"), None), (world.url("a.test/2.xml"), None), index=True)
    world.web.pages |= {
        "a.test/map.xml": conditional(index, "application/xml"),
        "a.test/1.xml": answer(body=sitemap((world.url("a.test/crane"), None))),
        "a.test/2.xml": answer(status=500),
        "a.test/crane": page(CRANE, "crane"),
    }
    world.begin(world.source("a", "a.test/map.xml", "sitemap"))
    assert world.engine.drain().articles_new == 1
    world.web.take()
    world.after(40)
    assert world.web.take() == ["a.test/map.xml", "a.test/1.xml", "a.test/2.xml"]
    assert state(world).errors == 0
    world.web.pages["a.test/1.xml"] = answer(body=b"<html>")
    assert world.after(60).sources_failed == 1
    assert state(world).fault == "none of the sitemaps that it lists could be read"
    world.web.pages["a.test/map.xml"] = answer(body=b"<html>")
    world.after(200)
    assert state(world).fault == "a page instead"


def test_a_feed_s_own_text_needs_no_page(world: World):
    whole = "".join(f"<p>{line}</p>" for line in (CRANE + "\n" + BRIDGE + "\n" + OWL).split("\n"))
    items = [
        item(world.url("a.test/whole"), "whole", guid="whole", content=whole),
        item(world.url("a.test/part"), "part", guid="part", content=f"{whole}<p>Read more</p>"),
        item(world.url("a.test/none"), "none", guid="none"),
    ]
    world.web.pages |= {"a.test/feed": conditional(rss(*items)), "a.test/part": page(BRIDGE), "a.test/none": page(OWL)}
    world.begin(world.source("a", "a.test/feed"))
    assert world.engine.drain() == Tick(sources_asked=1, entries_new=3, entries_taken=3, articles_new=3, clusters_changed=3)
    assert sorted(world.web.take()) == ["a.test/feed", "a.test/none", "a.test/part"]
    taken = article(world, "a.test/whole")
    assert (taken.text, taken.url, taken.title, taken.site) == (
        f"{CRANE}\n{BRIDGE}\n{OWL}",
        world.url("a.test/whole"),
        "whole",
        "a.test",
    )
    changed = whole.replace("oldest", "tallest")
    world.web.pages["a.test/feed"] = conditional(rss(item(world.url("a.test/whole"), "whole", guid="whole", content=changed)))
    assert world.after(40).articles_revised == 1
    assert world.web.take() == ["a.test/feed"]


def test_an_entry_that_only_looks_like_a_text_is_had_from_its_page(world: World):
    aside = f"<aside>{'crane ' * 250}</aside>"
    world.web.pages |= {
        "a.test/feed": conditional(rss(item(world.url("a.test/1"), guid="1", content=aside))),
        "a.test/1": page(CRANE),
    }
    world.begin(world.source("a", "a.test/feed"))
    assert world.engine.drain().articles_new == 1
    assert article(world, "a.test/1").text == CRANE


def test_a_page_that_changes_whenever_it_is_read_is_bounded(world: World):
    visits = iter(range(10_000))
    world.web.pages["a.test/live"] = lambda _: [page(f"{CRANE}\nThis is the visit of number {next(visits)}, says the page.")]
    world.begin(world.source("a", "a.test/live", "page", interval="5m"))
    assert world.engine.drain() == Tick(sources_asked=1, entries_new=1, entries_taken=1, articles_new=1, clusters_changed=1)
    for _ in range(400):
        world.after(60 * 6)
    assert next(visits) > 200
    assert stored(world, "a.test/live").revision == 25
    (entry,) = entries(world, "a", world.url("a.test/live"))
    assert (entry.revisions, entry.fault) == (24, "it changes whenever it is read")
    assert state(world).interval_s == 6 * HOUR


def test_a_watched_page_tells_its_changes_for_years(world: World):
    world.web.pages["a.test/live"] = lambda _: [
        page(f"{CRANE}\nThis is what was written about it on day number {int((world.clock.now() - START) // DAY)}.")
    ]
    world.begin(world.source("a", "a.test/live", "page", interval="1h"))
    world.engine.drain()
    for _ in range(4 * 40):
        world.after(60 * 6)
    assert 39 <= stored(world, "a.test/live").revision <= 41


def test_other_bytes_with_the_same_article_are_no_revision(world: World):
    visits = iter(range(100))
    world.web.pages["a.test/live"] = lambda _: [page(CRANE, head=f"<meta name='visit' content='{next(visits)}'>")]
    world.begin(world.source("a", "a.test/live", "page"))
    world.engine.drain()
    assert world.after(40) == Tick(sources_asked=1, sources_unchanged=1, entries_taken=1)
    world.web.pages["a.test/live"] = page("")
    assert world.after(60) == Tick(sources_asked=1, sources_unchanged=1, entries_refused=1, skips=1)
    assert stored(world, "a.test/live").revision == 1
    world.web.pages["a.test/live"] = conditional(b"<html><body><p>" + CRANE.encode(), "text/html")
    world.after(60)
    assert world.after(2 * DAY / 60) == Tick(sources_asked=1, sources_unchanged=1)


def test_a_page_that_two_feeds_list_and_that_fails_is_asked_for_once_for_both(world: World):
    for host in ("a.test", "b.test"):
        world.web.pages[f"{host}/feed"] = conditional(rss(item(world.url("c.test/crane"), guid="crane")))
    world.web.pages["c.test/crane"] = answer(status=500)
    world.begin(world.source("a", "a.test/feed"), world.source("b", "b.test/feed"))
    world.engine.drain()
    for _ in range(3):
        world.after(2)
    assert world.web.take().count("c.test/crane") == 2
    world.web.pages["c.test/crane"] = page(CRANE)
    assert world.after(11).entries_taken == 2
    assert world.web.take().count("c.test/crane") == 1


def test_a_change_that_two_feeds_tell_of_is_one_request_and_one_revision(world: World):
    told = Tick()
    for title in ("crane", "crane is gone"):
        for host in ("a.test", "b.test"):
            world.web.pages[f"{host}/feed"] = conditional(rss(item(world.url("c.test/crane"), title, guid="crane")))
        world.web.pages["c.test/crane"] = page(f"{CRANE}\nThat is what is known of it: {title}.")
        if not world.sources:
            world.begin(world.source("a", "a.test/feed"), world.source("b", "b.test/feed"))
        told = world.after(60)
    assert told == Tick(sources_asked=2, entries_revised=2, entries_taken=2, articles_revised=1, clusters_changed=1)
    assert world.web.take().count("c.test/crane") == 2


def test_pages_of_one_host_wait_for_its_turn_whatever_feed_lists_them(world: World):
    three_items(world)
    for name in ("bridge", "owl"):
        world.web.pages[f"b.test/{name}"] = conditional(rss(item(world.url(f"a.test/{name}"), guid=name)))
    world.web.pages["c.test/feed"] = conditional(rss(item(world.url("a.test/crane"), guid="crane")))
    world.begin(*(world.source(path[-3:], path) for path in ("b.test/bridge", "b.test/owl", "c.test/feed")))
    assert world.engine.drain().articles_new == 3
    starts = [one.at for one in world.web.asked if one.host == "a.test"]
    assert len(starts) == 4
    assert all(later - sooner >= 1 for sooner, later in pairwise(starts))


def test_a_text_that_is_stored_already_is_not_cleaned_again(world: World):
    whole = "".join(f"<p>{line}</p>" for line in (CRANE + "\n" + BRIDGE + "\n" + OWL).split("\n"))

    def listed(title: str) -> bytes:
        return rss(item(world.url("a.test/whole"), title, guid="whole", content=whole))

    world.web.pages |= {"a.test/feed": conditional(listed("whole")), "b.test/feed": conditional(listed("else"))}
    world.begin(world.source("a", "a.test/feed"))
    world.engine.drain()
    world.engine.reload((*world.sources, world.source("b", "b.test/feed")))
    assert world.engine.drain() == Tick(sources_asked=1, entries_new=1, entries_taken=1)
    world.web.pages["a.test/feed"] = conditional(listed("another title"))
    world.clock.time = state(world).next_due
    assert world.engine.drain() == Tick(sources_asked=1, entries_revised=1, entries_taken=1)
    assert entries(world, "a", "whole")[0].title == "another title"


def test_a_source_that_cannot_be_reached_says_why(world: World):
    world.begin(world.source("a", "nowhere.test/feed"), world.source("b", "b.test/feed", allow_private=()))
    assert world.engine.drain() == Tick(sources_asked=2, sources_failed=2)
    assert [state(world, key).fault for key in "ab"] == ["name not found: nowhere.test", "refused address: 127.0.0.1: loopback"]


def test_a_list_that_is_read_again_waits_for_what_is_to_be_written(world: World):
    contents = {name: text.replace("\n", "</p><p>") for name, text in (("crane", CRANE), ("bridge", BRIDGE), ("owl", OWL))}
    world.web.pages["a.test/feed"] = conditional(rss(*(item(None, guid=name, content=text) for name, text in contents.items())))
    world.settings = world.settings.model_copy(update={"read": world.settings.read.model_copy(update={"batch": 2})})
    world.begin(world.source("a", "a.test/feed", text="feed"))
    world.until(lambda tick: tick.articles_new)
    assert world.engine.wait(30)  # not at all: there is more to write
    world.engine.reload(world.sources)
    assert len(texts(world)) == 3
    assert state(world).succeeded == START


def test_a_watched_page_that_is_watched_no_more_is_left(world: World):
    world.web.pages["a.test/live"] = page(CRANE)
    world.begin(world.source("a", "a.test/live", "page"))
    world.engine.tick()
    world.engine.reload(())
    assert world.engine.drain() == Tick()
    assert texts(world) == []


def test_cleaning_that_fails_costs_one_reading(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    world.web.pages["a.test/feed"] = conditional(rss(item(None, guid="crane", content=CRANE)))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "crane.txt").write_text(CRANE, encoding="utf-8")
    folder = Source(key="in", kind="folder", folder=str(tmp_path / "in"))
    world.begin(world.source("a", "a.test/feed", text="feed"), folder)
    with monkeypatch.context() as patch:
        patch.setattr(world.cleaner, "clean", broken)
        assert world.engine.drain() == Tick(sources_asked=2, sources_failed=2, crashes=2)
    tick = world.after(70)
    assert (tick.sources_failed, tick.articles_new + tick.articles_copies) == (0, 2)


def test_what_robots_forbid_is_refused_and_the_named_feed_is_not_theirs(world: World):
    three_items(world)
    world.web.pages["a.test/robots.txt"] = answer(body=b"User-agent: *\nDisallow: /crane\nDisallow: /feed")
    world.begin(world.source("a", "a.test/feed"))
    assert world.engine.drain().articles_new == 2
    assert skips(world)[0][1:] == (Reason.UNREACHABLE, "disallowed by robots.txt")
    assert "a.test/crane" not in world.web.take()


def test_rules_that_cannot_be_had_are_waited_for(world: World):
    three_items(world)
    world.web.pages["a.test/robots.txt"] = answer(status=503)
    world.begin(world.source("a", "a.test/feed"))
    assert world.engine.drain().entries_taken == 0
    assert {entry.state for entry in entries(world, "a", "crane", "bridge", "owl")} == {EntryState.WAITING}
    world.web.pages["a.test/robots.txt"] = answer(status=404)
    assert (world.after(11) + world.after(11)).articles_new == 3


ODD_PAGES = {
    "application/pdf": (b"%PDF-1.7", (Reason.NOT_TEXT, "application/pdf")),
    "text/html": (b"\x89PNG\r\n\x1a\n", (Reason.NOT_TEXT, "looks like a PNG image")),
    "text/plain": (b'[{"a": 1}]', (Reason.NOT_TEXT, "looks like JSON")),
    "application/xhtml+xml": (b" ", (Reason.EMPTY, "")),
    "application/octet-stream": (b"<html><body></body></html>", (Reason.NO_TEXT, "")),
}


@pytest.mark.parametrize("media", ODD_PAGES)
def test_a_page_without_an_article_is_refused_and_told(world: World, media: str):
    body, told = ODD_PAGES[media]
    world.web.pages["a.test/feed"] = conditional(rss(item(world.url("a.test/1"))))
    world.web.pages["a.test/1"] = answer(f"Content-Type: {media}; charset=utf-8", body=body)
    world.begin(world.source("a", "a.test/feed"))
    assert world.engine.drain() == Tick(sources_asked=1, entries_new=1, entries_refused=1, skips=1)
    assert skips(world)[0][1:] == told


def test_a_moved_feed_is_followed_and_from_the_third_time_asked_where_it_is(world: World):
    three_items(world)
    world.web.pages["b.test/feed"] = redirect(world.url("a.test/feed"), status=301)
    world.begin(world.source("b", "b.test/feed"))
    for _ in range(4):
        world.after(60 * 6)
    feeds = [path for path in world.web.take() if path.endswith("feed")]
    assert feeds == ["b.test/feed", "a.test/feed"] * 3 + ["a.test/feed"]
    assert (state(world, "b").moved_to, state(world, "b").moves) == (world.url("a.test/feed"), 3)


def test_headers_of_a_source_go_to_its_host_alone(world: World):
    three_items(world)
    links = [world.url("a.test/crane"), world.url("b.test/owl")]
    world.web.pages["a.test/feed"] = conditional(rss(*map(item, links)))
    world.web.pages["b.test/owl"] = page(OWL)
    world.begin(world.source("a", "a.test/feed", headers={"X-Key": "crane"}))
    world.engine.drain()
    sent = {(one.host, one.path): one.headers.get("x-key") for one in world.web.asked if one.path != "/robots.txt"}
    assert sent == {("a.test", "/feed"): "crane", ("a.test", "/crane"): "crane", ("b.test", "/owl"): None}


def test_a_private_address_that_nobody_allowed_is_not_connected_to(world: World):
    three_items(world)
    world.web.pages["a.test/feed"] = conditional(rss(item(world.url("b.test/1")), item("file:///etc/passwd")))
    world.begin(world.source("a", "a.test/feed", allow_private=("a.test",)))
    world.engine.drain()
    assert world.web.take(robots=True) == ["a.test/feed"]
    (entry,) = world.store.waiting_entries(START + DAY, 9)
    assert entry.fault == "refused address: 127.0.0.1: loopback"


def test_sources_come_and_go(world: World):
    three_items(world)
    first, second = world.source("a", "a.test/feed"), world.source("b", "b.test/feed")
    world.web.pages["b.test/feed"] = conditional(rss(item(world.url("b.test/1"), guid="1")))
    world.web.pages["b.test/1"] = answer(status=500)
    world.begin(first, second)
    world.engine.drain()
    world.web.take()
    world.engine.reload((first.model_copy(update={"enabled": False}), second.model_copy(update={"enabled": False})))
    assert (state(world, "a").paused, state(world, "b").paused) == ("off", "off")
    assert world.after(DAY / 60) == Tick()
    world.engine.reload((second,))
    world.web.pages["b.test/1"] = page(OWL)
    assert world.engine.drain().articles_copies == 1
    assert set(world.store.source_states()) == {"b"}
    assert article(world, "a.test/crane").text == CRANE


def test_what_comes_back_for_a_source_that_is_gone_is_dropped(world: World):
    three_items(world)
    world.begin(world.source("a", "a.test/feed"))
    world.engine.tick()
    world.engine.reload(())
    assert world.engine.settle() == Tick()
    assert world.store.source_states() == {}
    world.engine.reload(world.sources)
    world.until(lambda tick: tick.entries_new, step_s=1.0)
    world.engine.reload(())  # while a page is under way
    assert world.engine.drain() == Tick()
    assert texts(world) == []


def test_a_folder_that_is_watched_no_more_is_left(world: World, tmp_path: Path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "crane.txt").write_text(CRANE, encoding="utf-8")
    world.begin(Source(key="in", kind="folder", folder=str(tmp_path / "in")))
    world.engine.tick()
    world.engine.wait(30)
    world.engine.tick()
    world.engine.reload(())
    world.engine.drain()
    assert world.store.source_states() == {}


def test_more_sources_than_threads_are_all_asked(world: World):
    world.settings = world.settings.model_copy(update={"watch": world.settings.watch.model_copy(update={"threads": 2})})
    for number in range(7):
        world.web.pages[f"a.test/{number}"] = conditional(rss())
    world.begin(*(world.source(f"s{number}", f"a.test/{number}") for number in range(7)))
    assert world.engine.drain().sources_unchanged == 7
    starts = [one.at - START for one in world.web.asked]
    assert (len(starts), world.web.most_at_once) == (7, {"a.test": 1})
    assert all(later - sooner >= 1 for sooner, later in pairwise(starts))


class RealClock(FakeClock):
    """Time as it passes, from the start of the tests' own."""

    def now(self) -> float:
        return START + time.monotonic()

    def monotonic(self) -> float:
        return time.monotonic()

    def wait(self, condition: Condition, seconds: float, /) -> None:
        condition.wait(seconds)


def test_a_host_with_many_pages_is_asked_for_two_at_a_time(tmp_path: Path, rooms: tuple[Cleaner[Article], ListingParser]):
    def slow(_: object) -> Iterator[bytes]:
        time.sleep(0.1)
        yield page(CRANE)

    with World(tmp_path, rooms, gap_s=0.01, deadline_s=30.0) as world:
        world.clock = world.web.clock = RealClock()
        world.web.pages["a.test/feed"] = conditional(rss(*(item(world.url(f"a.test/{number}")) for number in range(12))))
        world.web.pages |= {f"a.test/{number}": slow for number in range(12)}
        world.begin(world.source("a", "a.test/feed"), patience_s=5.0)
        assert world.engine.drain().entries_taken == 12
        assert world.web.most_at_once["a.test"] == 2


def test_a_clock_that_was_set_back_silences_nobody(world: World):
    three_items(world)
    world.begin(world.source("a", "a.test/feed"))
    world.engine.drain()
    world.clock.shift = -30 * DAY
    world.web.take()
    world.after(20)
    assert world.web.take() == []
    world.after(35)
    assert world.web.take() == ["a.test/feed"]
    world.clock.shift = -400 * DAY
    world.begin()
    world.after(60)
    assert world.web.take() == ["a.test/feed"]


def test_a_fault_of_ours_costs_one_source_its_turn(world: World, monkeypatch: pytest.MonkeyPatch):
    three_items(world)
    world.begin(world.source("a", "a.test/feed"))
    world.engine.drain()
    fetch = world.courier.fetch
    monkeypatch.setattr(world.courier, "fetch", broken)
    assert world.after(40) == Tick(sources_asked=1, sources_failed=1, crashes=1)
    assert state(world).fault == "a fault of newsfold: ZeroDivisionError: crane"
    monkeypatch.setattr(world.courier, "fetch", fetch)
    world.web.pages["a.test/feed"] = conditional(rss(item(world.url("a.test/new"), guid="new")))
    world.clock.time = state(world).next_due
    world.engine.tick()
    monkeypatch.setattr(world.courier, "fetch", broken)
    assert world.engine.drain().crashes == 1
    assert entries(world, "a", "new")[0].fault.startswith("a fault of newsfold: ZeroDivisionError")
