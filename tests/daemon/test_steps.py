from __future__ import annotations

from newsfold.daemon.steps import Step, Steps
from newsfold.daemon.tick import Tick
from newsfold.model import Article, Reason, Skip
from newsfold.watching import Entry, EntryState, SourceState

STATE = SourceState("quay", "feed", "https://quay.example/rss", next_due=0, interval_s=60)


def article(origin: str) -> Step:
    return Step(Article("web", origin, b"", "Text.", ()))


def entries(count: int) -> Step:
    return Step(entries=tuple(Entry("quay", f"{at}", b"", None, None, EntryState.WAITING, 0) for at in range(count)))


def cuts(*steps: Step, batch: int = 3) -> list[list[Step]]:
    waiting = Steps()
    waiting.add(*steps)
    parts: list[list[Step]] = []
    while waiting:
        parts.append(waiting.cut(batch))
    assert waiting.cut(batch) == []
    return parts


def test_a_transaction_holds_at_most_a_batch():
    steps = [article(f"{at}") for at in range(7)]
    assert cuts(*steps) == [steps[:3], steps[3:6], steps[6:]]


def test_nothing_is_written_twice_in_a_transaction():
    skip = Step(Skip("web", "a", Reason.NO_TEXT))
    assert cuts(article("a"), article("b"), article("a"), skip, Step(source=STATE)) == [
        [article("a"), article("b")],
        [article("a")],
        [skip, Step(source=STATE)],
    ]


def test_an_article_that_came_by_http_and_by_https_is_one():
    plain, secure = article("http://quay.example/a"), article("https://quay.example/a")
    assert cuts(plain, article("https://quay.example/b"), secure) == [[plain, article("https://quay.example/b")], [secure]]


def test_many_entries_make_a_transaction_too():
    assert cuts(entries(20), entries(20), entries(20), article("a")) == [[entries(20), entries(20)], [entries(20), article("a")]]
    assert cuts(*[Step(source=STATE)] * 9) == [[Step(source=STATE)] * 9]


def test_ticks_add_up():
    assert Tick(skips=1, sources_asked=2) + Tick(skips=3) == Tick(skips=4, sources_asked=2)
