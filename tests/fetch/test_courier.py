from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from fetch.network import ALLOWED, FakeClock, client
from newsfold.fetch import target as targets
from newsfold.fetch.clock import SystemClock
from newsfold.fetch.courier import Courier, Manners
from newsfold.fetch.messages import Failure, Kind, Request, Response
from newsfold.fetch.retry import LONGEST_S
from newsfold.fetch.robots import CLOSED_S, VALID_S
from server import Server, always, answer, redirect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsfold.fetch.client import Gate
    from server import Heard

MANNERS = Manners(per_host=2, gap_s=1.0, longest_gap_s=30.0)


class FakeClient:
    """Answers from a table: a Response, a Failure, or a text for the URL that it redirects to. Remembers when it was asked for what."""

    def __init__(self, clock: FakeClock, answers: dict[str, Response | Failure | str | Exception]) -> None:
        self.clock = clock
        self.answers = answers
        self.asked: list[tuple[float, str]] = []
        self.start = clock.time

    def get(self, request: Request, gate: Gate, /) -> Response | Failure:
        url = request.url
        while True:
            target = targets.read(url)
            assert isinstance(target, targets.Target)
            closed = gate(target)
            if closed:
                return closed
            self.asked.append((self.clock.time - self.start, url))
            found = self.answers.get(url, Response(url, 404 if url.endswith("robots.txt") else 200))
            if isinstance(found, Exception):
                raise found
            if not isinstance(found, str):
                return found
            url = found


def world(**answers: Response | Failure | str | Exception) -> tuple[Courier, FakeClient, FakeClock]:
    """Hosts a and b; the paths of a are given as they are, robots.txt as `robots`, with b_ before it for b's."""
    clock = FakeClock()
    table = {
        f"http://{'b' if name.startswith('b_') else 'a'}.test/{name.removeprefix('b_').replace('robots', 'robots.txt')}": found
        for name, found in answers.items()
    }
    fake = FakeClient(clock, table)
    return Courier(fake, MANNERS, clock), fake, clock


def robots(text: str) -> Response:
    return Response("http://a.test/robots.txt", 200, text.encode())


def fetched(courier: Courier, url: str = "http://a.test/", *, patience_s: float = 0.0, obey: bool = False) -> Response | Failure:
    return courier.fetch(Request(url), patience_s=patience_s, obey_robots=obey)


def test_requests_to_one_host_lie_a_gap_apart() -> None:
    courier, fake, _ = world()
    for url in ("http://a.test/1", "http://a.test:8080/2", "https://a.test/3", "http://b.test/"):
        assert isinstance(fetched(courier, url, patience_s=5), Response)
    assert fake.asked == [(0, "http://a.test/1"), (1, "http://a.test:8080/2"), (2, "https://a.test/3"), (2, "http://b.test/")]


def test_who_would_wait_too_long_is_told_when_to_ask_again() -> None:
    courier, fake, clock = world()
    assert [fetched(courier) for _ in range(3)] == [
        Response("http://a.test/", 200),
        Failure(Kind.NOT_NOW, "http://a.test/", retry_at=clock.time + 2),
        Failure(Kind.NOT_NOW, "http://a.test/", retry_at=clock.time + 3),
    ]
    assert len(fake.asked) == 1


HELD = {
    (429, 120.0): 120,
    (503, 120.0): 120,
    (429, None): 60,
    (503, None): 1,
    (429, 0.0): 1,
    (429, 1e9): LONGEST_S,
    (200, 120.0): 1,
    (500, 120.0): 1,
}


@pytest.mark.parametrize(("told", "wait"), HELD.items(), ids=str)
def test_a_host_that_is_busy_is_left_alone_for_as_long_as_it_asks(told: tuple[int, float | None], wait: float) -> None:
    status, seconds = told
    courier, fake, clock = world(busy=Response("http://a.test/busy", status, retry_after_s=seconds))
    fetched(courier, "http://a.test/busy")
    clock.time += wait - 0.5
    early = fetched(courier, "http://a.test/other")
    assert isinstance(early, Failure)
    assert early.kind is Kind.NOT_NOW
    assert isinstance(fetched(courier, "http://b.test/"), Response)
    clock.time += 0.5
    assert isinstance(fetched(courier, "http://a.test/other"), Response)
    assert len(fake.asked) == 3


def test_a_redirect_takes_a_turn_at_its_host_too() -> None:
    courier, fake, clock = world(
        go="http://b.test/",
        away="http://a.test/on",
        b_busy=Response("http://b.test/busy", 429, retry_after_s=90.0),
        over="http://b.test/busy",
    )
    assert isinstance(fetched(courier, "http://b.test/1"), Response)
    assert fetched(courier, "http://a.test/go") == Failure(Kind.NOT_NOW, "http://b.test/", retry_at=clock.time + 2)
    assert isinstance(fetched(courier, "http://a.test/away", patience_s=1), Response)  # no gap inside one host
    assert isinstance(fetched(courier, "http://a.test/over", patience_s=1), Response)
    assert isinstance(fetched(courier, "http://a.test/", patience_s=1), Response)
    assert [asked for asked in fake.asked if "a.test" in asked[1]] == [
        (0, "http://a.test/go"),
        (1, "http://a.test/away"),
        (1, "http://a.test/on"),
        (2, "http://a.test/over"),
        (3, "http://a.test/"),
    ]
    assert isinstance(fetched(courier, "http://b.test/", patience_s=85), Failure)  # it was b that was busy


def test_turns_are_left_whatever_happens() -> None:
    courier, _, clock = world(fault=RuntimeError(), fails=Failure(Kind.TIMEOUT, "http://a.test/fails"))
    for _ in range(5):
        with pytest.raises(RuntimeError):
            fetched(courier, "http://a.test/fault", patience_s=5)
        assert fetched(courier, "http://a.test/fails", patience_s=5) == Failure(Kind.TIMEOUT, "http://a.test/fails")
    clock.time += 5
    assert isinstance(fetched(courier), Response)


def test_robots_are_asked_for_once_a_day_in_a_turn_of_their_own_and_obeyed() -> None:
    courier, fake, clock = world(robots=robots("User-agent: *\nDisallow: /desk"))
    pages = [fetched(courier, f"http://a.test/{path}", patience_s=5, obey=True) for path in ("1", "desk/2", "3")]
    assert pages == [
        Response("http://a.test/1", 200),
        Failure(Kind.ROBOTS, "http://a.test/desk/2"),
        Response("http://a.test/3", 200),
    ]
    assert fake.asked == [(0, "http://a.test/robots.txt"), (1, "http://a.test/1"), (2, "http://a.test/3")]
    assert isinstance(fetched(courier, "http://a.test/desk/2", patience_s=5), Response)  # a person asked for it by name
    clock.time += VALID_S
    fetched(courier, "http://a.test/1", patience_s=5, obey=True)
    assert [url for _, url in fake.asked][-2:] == ["http://a.test/robots.txt", "http://a.test/1"]


def test_a_site_that_wishes_for_a_gap_has_it_up_to_the_longest() -> None:
    for wish, gap in (("5", 5), ("600", 30), ("0.1", 1)):
        courier, fake, _ = world(robots=robots(f"User-agent: *\nCrawl-delay: {wish}"))
        for _ in range(3):
            assert isinstance(fetched(courier, patience_s=60, obey=True), Response)
        assert [at for at, _ in fake.asked] == [0, 1, 1 + gap, 1 + 2 * gap]


def test_without_patience_robots_come_first_and_the_page_later() -> None:
    courier, fake, clock = world()
    first = fetched(courier, obey=True)
    assert first == Failure(Kind.NOT_NOW, "http://a.test/", retry_at=clock.time + 2)
    assert fetched(courier, "http://a.test/2", obey=True) == Failure(Kind.NOT_NOW, "http://a.test/2", retry_at=clock.time + 3)
    clock.time += 2
    assert isinstance(fetched(courier, obey=True), Response)
    assert [url for _, url in fake.asked] == ["http://a.test/robots.txt", "http://a.test/"]
    busy, fake, clock = world(robots=Response("http://a.test/robots.txt", 404))
    fetched(busy, "http://a.test/")
    assert fetched(busy, obey=True) == Failure(Kind.NOT_NOW, "http://a.test/", retry_at=clock.time + 2)


def test_a_site_whose_robots_cannot_be_had_is_left_alone_for_a_while() -> None:
    down = Failure(Kind.CONNECT, "http://a.test/robots.txt", "refused")
    courier, fake, clock = world(robots=down)
    for _ in range(3):
        found = fetched(courier, patience_s=5, obey=True)
        assert found == Failure(Kind.CONNECT, "http://a.test/robots.txt", "refused", retry_at=fake.start + CLOSED_S)
    assert len(fake.asked) == 1
    clock.time += CLOSED_S
    fake.answers = {}
    assert isinstance(fetched(courier, patience_s=5, obey=True), Response)


def test_robots_of_the_host_that_a_redirect_leads_to_are_obeyed() -> None:
    courier, fake, _ = world(go="http://b.test/desk", b_robots=robots("User-agent: *\nDisallow: /desk"), up="https://a.test/up")
    assert fetched(courier, "http://a.test/go", patience_s=5, obey=True) == Failure(Kind.ROBOTS, "http://b.test/desk")
    assert isinstance(fetched(courier, "http://a.test/up", patience_s=5, obey=True), Response)
    assert [url for _, url in fake.asked] == [
        "http://a.test/robots.txt",
        "http://a.test/go",
        "http://b.test/robots.txt",
        "http://a.test/up",
        "https://a.test/robots.txt",  # another site on the same host, in the turn we have
        "https://a.test/up",
    ]


class Slow:
    """A fault that takes its time, and counts how many of it are under way before their answers go out."""

    def __init__(self) -> None:
        self.under_way = self.most = 0
        self.lock = threading.Lock()

    def __call__(self, _: Heard) -> Iterator[bytes]:
        with self.lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        time.sleep(0.01)
        with self.lock:
            self.under_way -= 1
        yield answer(body=b"crane")


def test_fifty_feeds_of_one_host_are_asked_so_many_at_a_time_and_none_is_lost() -> None:
    slow = Slow()
    with Server() as server:
        server.faults["/slow"] = slow
        server.faults["/go"] = always(redirect("/slow"))
        courier = Courier(client(deadline_s=20), Manners(per_host=3, gap_s=0.0, longest_gap_s=0.0), SystemClock())
        found: list[Response | Failure] = []

        def fetch(path: str) -> None:
            request = Request(server.url(path, "news.test"), allowed=ALLOWED)
            found.append(courier.fetch(request, patience_s=60, obey_robots=True))

        threads = [threading.Thread(target=fetch, args=("/go" if at % 5 else "/slow",)) for at in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {answer.body if isinstance(answer, Response) else answer for answer in found} == {b"crane"}
        assert len(found) == 50
        assert slow.most == 3
        assert 1 <= sum(heard.path == "/robots.txt" for heard in server.heard) <= 3
