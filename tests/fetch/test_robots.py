from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fetch.network import FakeClock
from newsfold.fetch import robots
from newsfold.fetch.messages import Failure, Kind, Response
from newsfold.fetch.robots import CLOSED_S, VALID_S, Known, Rules, asked, relevant, rules_of
from newsfold.fetch.target import Target

URL = "http://news.test/robots.txt"
PAGE = "http://news.test/desk/crane"
CLOSED = Failure(Kind.ROBOTS, URL, "which cannot be had: status 503")


def told(text: str) -> Rules:
    return rules_of(Response(URL, 200, text.encode()))


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("<html><body>Not found</body></html>", True),
        ("User-agent: *\nDisallow: /", False),
        ("\ufeffUser-agent: *\nDisallow: /", False),
        ("user-agent:*\r\ndisallow:/desk # no\r\n", False),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /desk\nAllow: /desk/crane", True),
        ("User-agent: *\nDisallow: /*/crane$", False),
        ("User-agent: other\nDisallow: /", True),
        ("User-agent: other\n\n# and\nSitemap: /s\nUser-agent: *\nDisallow: /", False),
        ("User-agent: newsfold\nAllow: /\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: NewsFold/1.0\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User agent: *\nDissallow: /desk", False),
        ("Disallow: /", True),
    ],
)
def test_the_group_that_concerns_us_holds(text: str, allowed: bool) -> None:  # noqa: FBT001 a column
    refusal = told(text).refusal(PAGE)
    assert refusal == (None if allowed else Failure(Kind.ROBOTS, PAGE))


@pytest.mark.parametrize(
    ("text", "delay"), [("3", 3.0), ("0.5", 0.5), ("-1", 0.0), ("nan", 0.0), ("inf", 0.0), ("crane", 0.0), ("", 0.0)]
)
def test_a_site_may_wish_for_a_gap(text: str, delay: float) -> None:
    assert told(f"User-agent: *\nCrawl-delay: {text}").delay_s == delay


@pytest.mark.parametrize(
    ("answer", "valid", "refusal"),
    [
        (Response(URL, 204), VALID_S, None),
        (Response(URL, 404), VALID_S, None),
        (Response(URL, 403), VALID_S, None),
        (Response(URL, 410), VALID_S, None),
        (Response(URL, 429), CLOSED_S, Failure(Kind.ROBOTS, URL, "which cannot be had: status 429")),
        (Response(URL, 503), CLOSED_S, CLOSED),
        (Response(URL, 300), CLOSED_S, Failure(Kind.ROBOTS, URL, "which cannot be had: status 300")),
        (Failure(Kind.TOO_MANY_REDIRECTS, URL), VALID_S, None),
        (Failure(Kind.PROTOCOL, URL, "crane"), CLOSED_S, Failure(Kind.ROBOTS, URL, "which cannot be had: not understood (crane)")),
        (Failure(Kind.DNS, URL, "gone"), CLOSED_S, Failure(Kind.DNS, URL, "gone")),
        (Failure(Kind.REFUSED_ADDRESS, URL, "loopback"), CLOSED_S, Failure(Kind.REFUSED_ADDRESS, URL, "loopback")),
    ],
)
def test_what_it_means_when_there_is_none(answer: Response | Failure, valid: float, refusal: Failure | None) -> None:
    rules = rules_of(answer)
    assert (rules.valid_s, rules.refusal(PAGE), rules.delay_s) == (valid, refusal, 0.0)


@given(
    st.binary(max_size=300)
    | st.lists(st.sampled_from(["User-agent: *", "Disallow: /*", "Allow: /$", "Crawl-delay: 1e999", ":", "#"])).map(
        lambda lines: "\n".join(lines).encode()
    )
)
def test_any_bytes_are_rules(body: bytes) -> None:
    rules = rules_of(Response(URL, 200, body))
    rules.refusal(PAGE)
    assert 0 <= rules.delay_s < float("inf")


def test_a_group_keeps_no_more_agents_than_concern_us() -> None:
    hostile = (
        "".join(f"User-agent: a{at}\nUser-agent: *\nuser-agent: newsfold/{at} # crane\n\nsitemap: x\n" for at in range(30_000))
        + "Disallow: /x\n" * 1000
    )
    lines = relevant(hostile).splitlines()
    assert lines[:3] == ["User-agent: another", "User-agent: *", "User-agent: newsfold"]
    assert len(lines) == 1003
    assert told(hostile).refusal("http://news.test/x")


def test_it_is_asked_for_at_the_root_of_the_site() -> None:
    request = asked(Target("https", "::1", 8443, "/desk?x"), frozenset({"::1"}))
    assert (request.url, request.allowed, request.cut, request.headers) == (
        "https://[::1]:8443/robots.txt",
        frozenset({"::1"}),
        True,
        (),
    )


def test_rules_are_believed_for_a_day_and_outlive_a_site_that_is_down() -> None:
    clock = FakeClock()
    known = Known(clock)
    target = Target("http", "news.test", 80, "/")
    assert known.get(target) is None
    first = known.put(target, told("User-agent: *\nDisallow: /desk"))
    clock.time += VALID_S - 1
    assert known.get(target) is first
    assert known.get(Target("https", "news.test", 443, "/")) is None
    clock.time += 1
    assert known.get(target) is None
    assert known.put(target, Rules(CLOSED_S, closed=CLOSED)) is first
    clock.time += CLOSED_S - 1
    assert known.get(target) is first
    clock.time += 1
    assert known.get(target) is None


def test_a_site_that_is_down_is_asked_again_after_a_while() -> None:
    clock = FakeClock()
    known = Known(clock)
    target = Target("http", "news.test", 80, "/")
    held = known.put(target, Rules(CLOSED_S, closed=CLOSED))
    refusal = held.refusal(PAGE)
    assert refusal
    assert refusal.retry_at == clock.time + CLOSED_S
    clock.time += CLOSED_S
    assert known.get(target) is None
    assert known.put(target, Rules(VALID_S)).closed is None


def test_only_the_sites_of_late_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots, "_SITES_KEPT", 2)
    known = Known(FakeClock())
    targets = [Target("http", host, 80, "/") for host in ("a", "b", "c")]
    for target in targets:
        known.put(target, Rules(VALID_S))
    assert [known.get(target) is None for target in targets] == [True, False, False]
