"""The webhook against a real receiver and a real store: what it tells, in which order, and what it does when nobody takes it."""

from __future__ import annotations

import hashlib
import hmac
import json
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import stamina
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from daemon.clocks import HandClock
from newsfold.changes import Changes, Event
from newsfold.daemon.receiver import Receiver, message_of
from newsfold.daemon.tick import Deliveries
from newsfold.daemon.webhook import Announcer, Webhook, webhook_of
from newsfold.errors import SettingsError, StoreBusy
from newsfold.fetch.client import Client, Limits
from newsfold.fetch.messages import Failure, Kind, Request, Response
from newsfold.settings import WebhookSettings, load
from newsfold.store.announcements import Announcement, Refusal, Untold
from newsfold.store.store import Store
from server import Server, answer, redirect
from store_builders import AT, LATER, sample_changes
from tied import tied

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from newsfold.daemon.receiver import Asking
    from server import Heard

EVERY = ("created", "canonical", "merged", "split")
PATIENCE_S = 60.0
TESTS = Path(__file__).parents[1]
# One tick, in a process that then waits to be killed.
TICKING = """
import sys, time
from daemon.test_webhook import made
from newsfold.store.store import Store
url, path = sys.argv[1:]
store = Store.open(path, write=True)
made(url).tick(store)
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def impatient() -> Iterator[None]:
    """Attempts follow one another at once."""
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        running.faults["/hook"] = lambda _: [answer(body=b"thanks")]
        yield running


@pytest.fixture
def store() -> Iterator[Store]:
    """Three clusters; their creation, events 1 to 3, was told."""
    with Store.open(":memory:", write=True) as opened:
        opened.apply(sample_changes(), AT)
        opened.set_announced(3)
        yield opened


def made(
    url: str,
    clock: HandClock | None = None,
    *,
    kinds: Collection[Any] = EVERY,
    client: Asking | None = None,
    secret: str = "crane",
    refused_s: int = 0,
) -> Webhook:
    said = WebhookSettings(url=url, secret=SecretStr(secret), events=tuple(kinds), deadline_s=PATIENCE_S, refused_s=refused_s)
    asking = client or Client(Limits(said.deadline_s, max_bytes=0), "")
    return Webhook(Receiver(said, asking), said.events, clock or HandClock(), refused_s=said.refused_s)


def happened(store: Store, *events: Event) -> None:
    store.apply(Changes(events=events), LATER)


def told(heard: Iterable[Heard]) -> list[int]:
    """The ids of what was posted, as they came."""
    return [int(one.headers["x-newsfold-delivery"]) for one in heard]


def failing(*statuses: int, headers: tuple[str, ...] = ()) -> Callable[[Heard], list[bytes]]:
    """Answers with these, one after the other, and then takes everything."""
    left = list(statuses)
    return lambda _: [answer(*headers, status=left.pop(0) if left else 204, length=False)]


def test_an_event_is_posted_whole_and_signed(server: Server, store: Store):
    happened(store, Event(1, "canonical", 3))
    made(server.url("/hook")).finish(store, PATIENCE_S)
    (heard,) = server.heard
    assert json.loads(heard.body) == {
        "event": "canonical",
        "id": 4,
        "cluster": 1,
        "other": 3,
        "at": LATER,
        "canonical": {"title": "Title of a.html", "url": "https://example.org/a", "site": "example.org"},
        "size": 3,
    }
    assert heard.method == "POST"
    assert heard.headers.items() >= {
        ("content-type", "application/json"),
        ("x-newsfold-event", "canonical"),
        ("x-newsfold-delivery", "4"),
        ("x-newsfold-signature", f"sha256={hmac.new(b'crane', heard.body, hashlib.sha256).hexdigest()}"),
    }
    assert store.announced() == 4


def test_the_message_in_the_readme_is_one_of_these():
    readme = (TESTS.parent / "README.md").read_text(encoding="utf-8")
    promised = json.loads(readme[readme.index('{"event": ') :].partition("\n```")[0])
    happening = Announcement(4711, "merged", 12, 5, "2026-03-11T08:00:00+00:00", "...", "https://...", "agency.example", 7)
    assert json.loads(message_of(happening).body) == promised


def test_without_a_secret_nothing_is_signed(server: Server, store: Store):
    happened(store, Event(1, "canonical", 3))
    made(server.url("/hook"), secret="").finish(store, PATIENCE_S)
    assert "x-newsfold-signature" not in server.heard[0].headers


def test_it_begins_with_what_is_still_to_come(server: Server):
    with Store.open(":memory:", write=True) as store:
        store.apply(sample_changes(), AT)
        webhook = made(server.url("/hook"))
        webhook.tick(store)
        assert store.announced() == 3
        happened(store, Event(2, "split", 1))
        webhook.finish(store, PATIENCE_S)
        assert (told(server.heard), store.announced()) == ([4], 4)


def test_events_keep_their_order_over_batches_and_only_those_that_are_wanted_are_told(server: Server, store: Store):
    for _ in range(5):
        happened(store, *(Event(1, "canonical", 3), Event(2, "split", 1), Event(3, "quarantined")) * 25)
    made(server.url("/hook"), kinds=("canonical", "split")).finish(store, PATIENCE_S)
    assert told(server.heard) == [number for number in range(4, 379) if number % 3 != 0]
    assert store.announced() == 378
    server.heard.clear()
    happened(store, Event(3, "quarantined"))
    made(server.url("/hook")).finish(store, PATIENCE_S)
    assert (server.heard, store.announced()) == ([], 379)


def test_what_is_not_taken_at_first_is_posted_again(server: Server, store: Store):
    server.faults["/hook"] = failing(500, 503)
    happened(store, Event(1, "canonical", 3), Event(2, "split", 1))
    with structlog.testing.capture_logs() as logged:
        made(server.url("/hook")).finish(store, PATIENCE_S)
    assert told(server.heard) == [4, 4, 4, 5]
    assert [entry["event"] for entry in logged] == ["webhook begins"]


def test_between_two_attempts_it_waits(server: Server, store: Store):
    server.faults["/hook"] = failing(500)
    happened(store, Event(1, "canonical", 3))
    start = time.monotonic()
    with stamina.set_testing(False):
        made(server.url("/hook")).finish(store, PATIENCE_S)
    assert time.monotonic() - start > 0.5
    assert (told(server.heard), store.announced()) == ([4, 4], 4)


def test_a_receiver_that_is_down_is_tried_ever_later_and_nothing_overtakes(server: Server, store: Store):
    server.faults["/hook"] = lambda heard: [answer(status=200 if heard.headers["x-newsfold-delivery"] == "4" else 500)]
    clock = HandClock()
    webhook = made(server.url("/hook"), clock)
    happened(store, Event(1, "canonical", 3), Event(2, "split", 1), Event(3, "split", 1))
    with structlog.testing.capture_logs() as logged:
        settle(webhook, store)
        for _ in range(1_500):
            clock.go_by(1)
            settle(webhook, store)
        server.faults["/hook"] = failing()
        server.heard.clear()
        clock.go_by(600)
        settle(webhook, store)
    assert (told(server.heard), store.announced()) == ([5, 6], 6)
    assert [entry["event"] for entry in logged][-1] == "webhook in order again"
    rests = [entry for entry in logged if entry["event"] == "webhook not taken"]
    # The first time it took something, so the second rest is not longer than the first.
    assert [entry["again_in_s"] for entry in rests] == [10, 20, 40, 80, 160, 320, 600, 600]
    assert {(entry["event_id"], entry["fault"]) for entry in rests} == {(5, "status 500")}


def settle(webhook: Webhook, store: Store) -> None:
    """Ticks until nothing is under way."""
    webhook.tick(store)
    while webhook._jobs:
        webhook._jobs.wait(PATIENCE_S)
        webhook.tick(store)


def test_a_receiver_that_cannot_be_reached_loses_nothing(store: Store):
    happened(store, Event(1, "canonical", 3))
    with Server() as server:
        url = server.url("/hook")
    with structlog.testing.capture_logs() as logged:
        made(url).finish(store, PATIENCE_S)
    assert store.announced() == 3
    assert str(logged[-1]["fault"]).startswith("cannot connect: 127.0.0.1: ")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(server: Server, store: Store, status: int):
    server.faults["/hook"] = lambda _: [redirect("/other", status=status)]
    happened(store, Event(1, "canonical", 3))
    clock = HandClock()
    webhook = made(server.url("/hook"), clock)
    with structlog.testing.capture_logs() as logged:
        settle(webhook, store)
    assert [(heard.method, heard.path) for heard in server.heard] == [("POST", "/hook")]
    assert (store.announced(), logged[-1]["fault"]) == (3, f"status {status}")
    server.faults["/hook"] = failing()
    clock.go_by(10)
    settle(webhook, store)
    assert (told(server.heard), store.announced()) == ([4, 4], 4)


def test_a_receiver_that_is_gone_is_left_alone_until_the_next_start(server: Server, store: Store):
    server.faults["/hook"] = failing(200, 410)
    happened(store, Event(1, "canonical", 3), Event(2, "split", 1))
    clock = HandClock()
    webhook = made(server.url("/hook"), clock)
    with structlog.testing.capture_logs() as logged:
        settle(webhook, store)
        clock.go_by(10_000)
        settle(webhook, store)
    assert (told(server.heard), store.announced()) == ([4, 5], 4)
    assert logged[-1] == {
        "event": "webhook paused",
        "fault": "status 410",
        "do": "start newsfold anew once the receiver is back",
        "log_level": "warning",
    }
    made(server.url("/hook")).finish(store, PATIENCE_S)
    assert (told(server.heard), store.announced()) == ([4, 5, 5], 5)


@pytest.mark.parametrize(("asked_s", "attempts", "rest_s"), [("2", 3, 10), ("60", 1, 60), ("7200", 1, 7200), ("999999", 1, 86_400)])
def test_a_receiver_is_asked_when_it_wishes(server: Server, store: Store, asked_s: str, attempts: int, rest_s: float):
    server.faults["/hook"] = failing(429, 429, 429, headers=(f"Retry-After: {asked_s}",))
    happened(store, Event(1, "canonical", 3))
    with structlog.testing.capture_logs() as logged:
        made(server.url("/hook")).finish(store, PATIENCE_S)
    assert (len(server.heard), logged[-1]["again_in_s"]) == (attempts, rest_s)


def test_a_slow_receiver_holds_nobody_and_what_it_took_is_noted_meanwhile(server: Server, store: Store):
    go, came = threading.Event(), threading.Event()

    def slow(heard: Heard) -> list[bytes]:
        if heard.headers["x-newsfold-delivery"] == "6":
            came.set()
            assert go.wait(PATIENCE_S)
        return [answer()]

    server.faults["/hook"] = slow
    happened(store, *[Event(1, "canonical", 3)] * 5)
    webhook = made(server.url("/hook"))
    webhook.tick(store)
    assert came.wait(PATIENCE_S)
    happened(store, Event(2, "split", 1))
    webhook.tick(store)
    webhook.tick(store)
    assert (told(server.heard), store.announced()) == ([4, 5, 6], 5)
    webhook.close()
    go.set()
    settle(webhook, store)
    assert (told(server.heard), store.announced()) == ([4, 5, 6], 6)
    made(server.url("/hook")).finish(store, PATIENCE_S)
    assert (told(server.heard), store.announced()) == ([4, 5, 6, 7, 8, 9], 9)


def test_who_does_not_come_back_waits_no_longer_than_it_said(server: Server, store: Store):
    go = threading.Event()
    server.faults["/hook"] = lambda _: [answer() for _ in range(1) if go.wait(PATIENCE_S)]
    happened(store, Event(1, "canonical", 3))
    made(server.url("/hook")).finish(store, 0)
    assert store.announced() == 3
    go.set()


def test_a_process_that_is_killed_before_it_has_noted_it_tells_it_again_under_the_same_id(server: Server, tmp_path: Path):
    path = str(tmp_path / "news.db")
    with Store.open(path, write=True) as store:
        store.apply(sample_changes(), AT)
        store.set_announced(2)
    search = [str(TESTS), str(TESTS.parent / "pipeline")]
    code = f"import sys; sys.path[:0] = {search}\n{TICKING}"
    with subprocess.Popen(tied([sys.executable, "-c", code, server.url("/hook"), path])) as process:
        end = time.monotonic() + PATIENCE_S
        while not server.heard:
            assert time.monotonic() < end
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
    with Store.open(path, write=True) as store:
        assert store.announced() == 2
        made(server.url("/hook")).finish(store, PATIENCE_S)
        assert store.announced() == 3
    assert told(server.heard) == [3, 3]
    assert server.heard[0].body == server.heard[1].body


def test_a_database_that_is_busy_is_told_of_it_later(server: Server, tmp_path: Path):
    path = tmp_path / "news.db"
    with Store.open(f"sqlite:///{path}?timeout=0.02", write=True) as store:
        store.apply(sample_changes(), AT)
        store.set_announced(2)
        webhook = made(server.url("/hook"))
        webhook.tick(store)
        webhook._jobs.wait(PATIENCE_S)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for _ in range(2):
            with pytest.raises(StoreBusy):
                webhook.tick(store)
        other.close()
        webhook.tick(store)
        assert (told(server.heard), store.announced()) == ([3], 3)


class Noting:
    """Answers as it was told to, and notes what it was asked."""

    def __init__(self, *answers: Response | Failure | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[Request] = []
        self.took: list[int] = []

    def get(self, request: Request, /) -> Response | Failure:
        self.asked.append(request)
        found = self.answers.pop(0) if self.answers else Response(request.url, 200)
        if isinstance(found, Exception):
            raise found
        if isinstance(found, Response) and found.status in {200, 204}:
            self.took.append(int(dict(request.headers)["X-Newsfold-Delivery"]))
        return found


def test_its_own_host_may_be_private_and_no_other(store: Store):
    happened(store, Event(1, "canonical", 3))
    client = Noting()
    made("http://Desk.Intranet.:8080/hook?key=1", client=client).finish(store, PATIENCE_S)
    (request,) = client.asked
    assert (request.url, request.allowed) == ("http://Desk.Intranet.:8080/hook?key=1", frozenset({"desk.intranet"}))


def test_a_fault_of_newsfold_is_told_and_tried_again(store: Store):
    happened(store, Event(1, "canonical", 3))
    client, clock = Noting(ZeroDivisionError("crane")), HandClock()
    webhook = made("http://desk.test/", clock, client=client)
    with structlog.testing.capture_logs() as logged:
        settle(webhook, store)
        clock.go_by(10)
        settle(webhook, store)
    assert [(entry["event"], entry.get("fault"), entry.get("again_in_s")) for entry in logged[1:]] == [
        ("a fault of newsfold", "ZeroDivisionError: crane", 10),
        ("webhook in order again", None, None),
    ]
    assert client.took == [4]


def refusing(event: int, status: int) -> Callable[[Heard], list[bytes]]:
    """Refuses one event, and takes all others."""
    return lambda heard: [answer(status=status if heard.headers["x-newsfold-delivery"] == str(event) else 204, length=False)]


@pytest.mark.parametrize(("status", "after_s"), [(422, 3_600), (404, 24 * 3_600)])
def test_an_event_that_is_refused_again_and_again_is_set_aside_and_those_after_it_come_in_their_order(
    server: Server, store: Store, status: int, after_s: int
):
    server.faults["/hook"] = refusing(5, status)
    clock = HandClock()
    webhook = made(server.url("/hook"), clock, refused_s=3_600)
    happened(store, *[Event(1, "canonical", 3)] * 4)
    with structlog.testing.capture_logs() as logged:
        settle(webhook, store)
        while clock.since_start < 1_000 + after_s:
            assert (store.announced(), webhook.untold(store).count) == (4, 3)
            clock.go_by(600)
            settle(webhook, store)
    assert list(dict.fromkeys(told(server.heard))) == [4, 5, 6, 7]
    assert (store.announced(), webhook.untold(store).count) == (7, 0)
    refused = told(server.heard).count(5)
    assert [entry for entry in logged if entry["log_level"] == "error"] == [
        {
            "event": "webhook event set aside",
            "event_id": 5,
            "fault": f"status {status}",
            "refused": refused,
            "for_s": after_s,
            "log_level": "error",
        }
    ]
    happened(store, Event(2, "split", 1))
    settle(webhook, store)
    assert told(server.heard)[-1] == 8


def test_what_became_of_events_is_told_tick_by_tick(server: Server, store: Store):
    server.faults["/hook"] = refusing(5, 400)
    clock = HandClock()
    webhook = made(server.url("/hook"), clock, refused_s=1)
    happened(store, *[Event(1, "canonical", 3)] * 3)
    assert webhook.tick(store) == Deliveries()
    assert Announcer(webhook, store).untold() == Untold(3, LATER)
    found: list[Deliveries] = []
    for _ in range(6):
        webhook._jobs.wait(PATIENCE_S)
        found.append(Announcer(webhook, store).tick())
        clock.go_by(600)
        webhook.tick(store)
    assert found == [Deliveries(taken=1, failed=1), *[Deliveries(failed=1)] * 3, Deliveries(set_aside=1), Deliveries(taken=1)]
    assert webhook.untold(store) == Untold()


def test_refusals_are_counted_over_many_processes_that_each_tell_one_round(server: Server, store: Store):
    server.faults["/hook"] = refusing(4, 400)
    clock = HandClock()
    happened(store, Event(1, "canonical", 3), Event(2, "split", 1))
    for _ in range(12):
        made(server.url("/hook"), clock, refused_s=3_600).finish(store, PATIENCE_S)
        assert store.announced() == 3
        clock.go_by(300)
    made(server.url("/hook"), clock, refused_s=3_600).finish(store, PATIENCE_S)
    assert (told(server.heard), store.announced()) == ([*[4] * 13, 5], 5)
    assert store.refusal() == Refusal(4, since=1_800_000_000, times=13)


ANSWERS = st.lists(
    st.one_of(
        st.sampled_from([200, 200, 204, 302, 404, 429, 500, 503]).map(lambda status: Response("http://desk.test/", status)),
        st.just(Failure(Kind.TIMEOUT, "http://desk.test/")),
    ),
    max_size=30,
)


@settings(max_examples=30)
@given(answers=ANSWERS, batches=st.lists(st.integers(0, 5), max_size=5), killed=st.sets(st.integers(0, 12)))
def test_whatever_it_answers_and_whenever_it_is_killed_each_event_is_taken_in_its_order(
    answers: list[Response | Failure], batches: list[int], killed: set[int]
):
    with stamina.set_testing(True, attempts=2), Store.open(":memory:", write=True) as store:
        store.apply(sample_changes(), AT)
        store.set_announced(0)
        client, clock = Noting(*answers), HandClock()
        webhook = made("http://desk.test/", clock, client=client)
        for turn in range(50):
            if turn < len(batches):
                happened(store, *[Event(1, "canonical", 3)] * batches[turn])
            clock.go_by(90_000)
            webhook.tick(store)
            webhook._jobs.wait(PATIENCE_S)
            if turn in killed:  # before what was told is noted
                webhook = made("http://desk.test/", clock, client=client)
        settle(webhook, store)
        newest = 3 + sum(batches)
        assert list(dict.fromkeys(client.took)) == sorted(set(client.took)) == [*range(1, newest + 1)]
        assert store.announced() == newest


@settings(max_examples=30)
@given(answers=st.lists(st.sampled_from([200, 400, 400, 400, 404, 429, 503]), max_size=60), killed=st.sets(st.integers(0, 60)))
def test_whatever_is_refused_each_event_is_taken_in_its_order_or_set_aside_after_enough_refusals(
    answers: list[int], killed: set[int]
):
    with Store.open(":memory:", write=True) as store:
        store.apply(sample_changes(), AT)
        store.set_announced(0)
        happened(store, *[Event(1, "canonical", 3)] * 5)
        client, clock = Noting(*(Response("http://desk.test/", status) for status in answers)), HandClock()
        webhook = made("http://desk.test/", clock, client=client, refused_s=3_600)
        aside: list[int] = []
        for turn in range(90):
            with structlog.testing.capture_logs() as logged:
                settle(webhook, store)
            aside += [entry["event_id"] for entry in logged if entry["event"] == "webhook event set aside"]
            if turn in killed:
                webhook = made("http://desk.test/", clock, client=client, refused_s=3_600)
            clock.go_by(1_000)
        assert store.announced() == 8
        assert sorted(client.took + aside) == [*range(1, 9)]
        assert client.took == sorted(client.took)
        asked = [int(dict(request.headers)["X-Newsfold-Delivery"]) for request in client.asked]
        assert all(asked.count(event) >= 5 for event in aside)
        assert asked == sorted(asked)


def test_nobody_is_told_unless_somebody_is_named(monkeypatch: pytest.MonkeyPatch):
    assert webhook_of(load(), HandClock()) is None
    monkeypatch.setenv("NEWSFOLD_WEBHOOK__URL", "http://127.0.0.1:8080/hook")
    monkeypatch.setenv("NEWSFOLD_WEBHOOK__SECRET", "sesame")
    assert webhook_of(load(), HandClock()) is not None
    assert "sesame" not in repr(load())


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("URL", "desk.test/hook", "setting webhook.url: no absolute URL"),
        ("URL", "ftp://desk.test/", "setting webhook.url: scheme ftp is neither http nor https"),
        ("URL", "https://me:sesame@desk.test/", "setting webhook.url: user name or password in it"),
        ("EVENTS", '["deleted"]', "setting webhook.events.0: Input should be 'created', "),
        ("EVENTS", "[]", "setting webhook.events: "),
        ("DEADLINE_S", "0", "setting webhook.deadline_s: "),
    ],
)
def test_settings_that_cannot_be_are_refused(name: str, value: str, fault: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEWSFOLD_WEBHOOK__URL", "https://desk.test/")
    monkeypatch.setenv(f"NEWSFOLD_WEBHOOK__{name}", value)
    with pytest.raises(SettingsError) as raised:
        webhook_of(load(), HandClock())
    assert str(raised.value).startswith(fault)
    assert "sesame" not in str(raised.value)


def test_newsfold_run_tells_what_happens_and_so_does_a_single_round(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name, value in {
        "XDG_CONFIG_HOME": str(tmp_path),
        "NEWSFOLD_DB": str(tmp_path / "news.db"),
        "NEWSFOLD_CLEAN__WORKERS": "1",
        "NEWSFOLD_WEBHOOK__URL": server.url("/hook?key=open-sesame-1"),
        "NEWSFOLD_WEBHOOK__SECRET": "open-sesame-2",
    }.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "newsfold").mkdir()
    (tmp_path / "in").mkdir()
    listed = '[sources.in]\nkind = "folder"\nfolder = "../in"\n'
    (tmp_path / "newsfold" / "sources.toml").write_text(listed, encoding="utf-8")
    (tmp_path / "in" / "crane.txt").write_text("The crane fell into the harbour of Rotterdam. " * 30, encoding="utf-8")
    server.faults["/hook"] = failing(500)
    command = [sys.executable, "-c", "from newsfold.cli.main import run; run()", "run"]
    with subprocess.Popen(tied(command), stderr=subprocess.PIPE, text=True) as process:
        end = time.monotonic() + PATIENCE_S
        while len(server.heard) < 2:
            assert time.monotonic() < end
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        log = process.communicate(timeout=PATIENCE_S)[1]
    assert process.returncode == 0
    assert '"webhook begins"' in log
    assert "sesame" not in log
    (tmp_path / "in" / "bridge.txt").write_text("A lorry struck the railway bridge at Millbrook. " * 30, encoding="utf-8")
    subprocess.run([*command, "--once", "--all"], capture_output=True, check=True, timeout=PATIENCE_S)
    assert [told(server.heard)[0], *sorted(set(told(server.heard)))] == [1, 1, 2]
    assert [json.loads(heard.body)["event"] for heard in server.heard] == ["created"] * len(server.heard)
