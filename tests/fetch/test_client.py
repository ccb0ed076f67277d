from __future__ import annotations

import time
from typing import TYPE_CHECKING

import httpcore2
import pytest

from fetch.network import ALLOWED, DEADLINE_S, MAX_BYTES, Connections, Names, client, context
from newsfold import __version__
from newsfold.fetch.client import Client, Limits
from newsfold.fetch.dial import Network
from newsfold.fetch.messages import Failure, Kind, Request, Response, Validators
from server import HTML, Server, always, answer, bomb, redirect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsfold.fetch.client import Gate
    from newsfold.fetch.target import Target


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    for wbits in (15, 31):
        bomb(wbits)  # made before anybody waits for it
    with Server() as running:
        yield running


@pytest.fixture
def served(shared: Server) -> Server:
    shared.heard.clear()
    return shared


def asked(server: Server, path: str, host: str = "news.test", **more: object) -> Request:
    return Request(server.url(path, host), allowed=ALLOWED, **more)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def outcome(found: Response | Failure) -> Kind | int | bytes:
    if isinstance(found, Failure):
        return found.kind
    return found.body if found.status == 200 else found.status


FAULTS: dict[str, Kind | int | bytes] = {
    "/": HTML,
    "/empty": b"",
    "/gone": 410,
    "/missing": 404,
    "/gzip": HTML,
    "/deflate": HTML,
    "/deflate/bare": HTML,
    "/gzip/members": HTML + HTML,
    "/gzip/cut": Kind.BAD_ENCODING,
    "/gzip/not": Kind.BAD_ENCODING,
    "/brotli": Kind.BAD_ENCODING,
    "/chained": Kind.BAD_ENCODING,
    "/chained/lines": Kind.BAD_ENCODING,
    "/chunked": HTML,
    "/chunked/negative": Kind.PROTOCOL,
    "/chunked/junk": Kind.PROTOCOL,
    "/chunked/cut": Kind.BROKEN_OFF,
    "/length/long": Kind.BROKEN_OFF,
    "/length/short": HTML[:6],
    "/length/negative": Kind.PROTOCOL,
    "/length/huge": Kind.TOO_LARGE,
    "/length/none": HTML,
    "/latin": HTML,
    "/broken/headers": Kind.PROTOCOL,
    "/broken/status": Kind.PROTOCOL,
    "/silent": Kind.BROKEN_OFF,
    "/early": HTML,
    "/part": Kind.PROTOCOL,
    "/switch": Kind.PROTOCOL,
    "/transfer": Kind.PROTOCOL,
    "/304": Kind.PROTOCOL,
    "/reset": Kind.BROKEN_OFF,
    "/reset/early": Kind.BROKEN_OFF,
    "/hang": Kind.TIMEOUT,
    "/drip/body": Kind.TIMEOUT,
    "/drip/headers": Kind.TIMEOUT,
    "/drip/chunks": Kind.TIMEOUT,
    "/endless": Kind.TOO_LARGE,
    "/endless/chunks": Kind.TOO_LARGE,
    "/endless/chunk": Kind.PROTOCOL,
    "/endless/headers": Kind.PROTOCOL,
    "/endless/members": Kind.BAD_ENCODING,
    "/bomb/gzip": Kind.TOO_LARGE,
    "/bomb/deflate": Kind.TOO_LARGE,
    "/bomb/redirect": HTML,
    "/loop": Kind.TOO_MANY_REDIRECTS,
    "/circle": Kind.TOO_MANY_REDIRECTS,
    "/chain/5": HTML,
    "/chain/6": Kind.TOO_MANY_REDIRECTS,
    "/chain/21": Kind.TOO_MANY_REDIRECTS,
    "/nowhere": Kind.BAD_REDIRECT,
    "/file": Kind.BAD_REDIRECT,
    "/ftp": Kind.BAD_REDIRECT,
    "/user": Kind.BAD_REDIRECT,
    "/broken/redirect": Kind.BAD_REDIRECT,
    "/latin/redirect": 404,
    "/utf8/redirect": 404,
}


@pytest.mark.parametrize(("path", "wanted"), FAULTS.items())
def test_whatever_a_server_does_there_is_one_outcome_in_time(served: Server, path: str, wanted: Kind | int | bytes) -> None:
    start = time.monotonic()
    found = client().get(asked(served, path))
    assert outcome(found) == wanted
    assert time.monotonic() - start < DEADLINE_S + 2  # generous: a machine may be busy
    assert len(served.heard) <= 6


def test_interim_answers_without_end_are_given_up(served: Server) -> None:
    assert outcome(client().get(asked(served, "/endless/continue"))) in {Kind.TIMEOUT, Kind.TOO_LARGE}  # whichever comes first
    assert outcome(client(deadline_s=60).get(asked(served, "/endless/continue", max_bytes=9))) is Kind.TOO_LARGE


def test_a_circle_is_seen_when_it_closes(served: Server) -> None:
    for path in ("/loop", "/circle"):
        client().get(asked(served, path))
    assert [heard.path for heard in served.heard] == ["/loop", "/circle", "/circle/back"]


def test_every_fault_of_the_server_was_tried(served: Server) -> None:
    assert set(served.faults) - {"/robots.txt", "/circle/back", "/chain", "/conditional", "/endless/continue"} == set(FAULTS) - {
        "/missing",
        "/chain/5",
        "/chain/6",
        "/chain/21",
    }


def test_a_redirect_is_read_as_its_bytes_say(served: Server) -> None:
    client().get(asked(served, "/latin/redirect"))
    client().get(asked(served, "/utf8/redirect"))
    assert [heard.path for heard in served.heard][1::2] == ["/na%C3%AFve?caf%E9", "/na%C3%AFve"]


def test_what_is_sent(served: Server) -> None:
    request = asked(
        served, "/", accept="text/html", headers=(("x-token", "crane"), ("user-agent", "old desk"), ("accept-encoding", "br"))
    )
    client().get(request)
    client().get(asked(served, "/"))
    told = {"host": f"news.test:{served.port}", "accept-encoding": "gzip, deflate", "connection": "close"}
    assert [heard.headers for heard in served.heard] == [
        told | {"accept": "text/html", "x-token": "crane", "user-agent": "old desk"},
        told | {"accept": "*/*", "user-agent": f"newsfold/{__version__} (+mailto:desk@ashby.test)"},
    ]


def test_a_long_document_may_be_cut(served: Server) -> None:
    cut = [
        client().get(asked(served, path, max_bytes=9, cut=True)) for path in ("/", "/gzip", "/endless", "/length/huge", "/empty")
    ]
    assert [found.body if isinstance(found, Response) else found for found in cut] == [HTML[:9], HTML[:9], bytes(9), HTML[:9], b""]
    assert outcome(client().get(asked(served, "/", max_bytes=9))) is Kind.TOO_LARGE
    assert outcome(client().get(asked(served, "/", max_bytes=len(HTML)))) == HTML


def test_the_headers_of_a_source_never_leave_its_origin() -> None:
    with Server() as first, Server() as second, Server(context("valid")) as secure:
        first.faults["/port"] = lambda _: [redirect(second.url("/home", "news.test"))]
        first.faults["/host"] = lambda _: [redirect(first.url("/", "other.test"))]
        first.faults["/scheme"] = lambda _: [redirect(secure.url("/", "news.test"))]
        first.faults["/path"] = lambda _: [redirect("/")]
        second.faults["/home"] = lambda _: [redirect(first.url("/", "news.test"))]
        headers = (("Authorization", "Bearer crane"), ("Cookie", "crane=1"), ("X-Token", "crane"))
        for path in ("/port", "/host", "/scheme", "/path"):
            assert outcome(client().get(asked(first, path, headers=headers))) == HTML
        with_token = [(heard.path, heard.headers["host"]) for heard in first.heard if "x-token" in heard.headers]
        own = f"news.test:{first.port}"
        # Back at the origin, they are told again.
        assert with_token == [("/port", own), ("/", own), ("/host", own), ("/scheme", own), ("/path", own), ("/", own)]
        leaked = [heard for heard in (*second.heard, *secure.heard) if "crane" in str(heard.headers)]
        assert leaked == []
        assert len(second.heard) == len(secure.heard) == 1


@pytest.mark.parametrize("header", [("X-Token", "crane\r\nX-Other: 1"), ("X Token", "crane"), ("X-Token", "\u201ccrane\u201d")])
def test_headers_that_cannot_be_sent_are_a_fault_of_the_caller(served: Server, header: tuple[str, str]) -> None:
    with pytest.raises((UnicodeEncodeError, httpcore2.LocalProtocolError)):
        client().get(asked(served, "/", headers=(header,)))
    assert served.heard == []


def test_cookies_are_not_kept() -> None:
    with Server() as server:
        server.faults["/"] = lambda _: [answer("Set-Cookie: crane=1", body=HTML)]
        server.faults["/go"] = lambda _: [redirect("/", "Set-Cookie: crane=2")]
        one = client()
        for path in ("/go", "/"):
            assert outcome(one.get(asked(server, path))) == HTML
        assert not any("cookie" in heard.headers for heard in server.heard)


def test_nothing_leads_from_a_secure_place_to_an_open_one(served: Server) -> None:
    with Server(context("valid")) as secure:
        secure.faults["/down"] = lambda _: [redirect(served.url("/", "news.test"), status=301)]
        served.faults["/up"] = lambda _: [redirect(secure.url("/", "news.test"), status=301)]
        down = client().get(asked(secure, "/down"))
        up = client().get(asked(served, "/up"))
        del served.faults["/up"]
    assert down == Failure(Kind.BAD_REDIRECT, secure.url("/down", "news.test"), f"to {served.url('/', 'news.test')}: less secure")
    assert isinstance(up, Response)
    assert up.moved_to == secure.url("/", "news.test")


@pytest.mark.parametrize(
    ("statuses", "last", "moved"),
    [
        ((301,), 200, True),
        ((308, 301), 200, True),
        ((301, 302), 200, False),
        ((307,), 200, False),
        ((303,), 200, False),
        ((301,), 404, False),
        ((), 200, False),
    ],
)
def test_a_document_has_moved_if_every_hop_says_so(statuses: tuple[int, ...], last: int, moved: bool) -> None:  # noqa: FBT001 a column
    with Server() as server:
        for at, status in enumerate(statuses):
            server.faults[f"/hop{at}"] = always(redirect(f"/hop{at + 1}", status=status))
        server.faults[f"/hop{len(statuses)}"] = always(answer(status=last, body=HTML))
        found = client().get(asked(server, "/hop0"))
        assert isinstance(found, Response)
        assert (found.url, found.status) == (server.url(f"/hop{len(statuses)}", "news.test"), last)
        assert found.moved_to == (found.url if moved else None)


def test_validators_go_back_byte_for_byte_to_the_url_that_gave_them(served: Server) -> None:
    url = served.url("/conditional", "news.test")
    first = client().get(asked(served, "/conditional"))
    assert isinstance(first, Response)
    assert first.validators == Validators(url, 'W/"caf\xe9"', "yesterday, about noon")
    again = client().get(asked(served, "/conditional", validators=first.validators))
    assert again == Response(url, 304, validators=first.validators)
    elsewhere = client().get(asked(served, "/", validators=first.validators))
    assert outcome(elsewhere) == HTML
    assert [set(heard.headers) & {"if-none-match", "if-modified-since"} for heard in served.heard] == [
        set(),
        {"if-none-match", "if-modified-since"},
        set(),
    ]


def test_a_hundred_polls_behind_a_redirect_fetch_once() -> None:
    with Server() as server:
        server.faults["/feed"] = lambda _: [redirect(server.url("/conditional", "other.test"))]
        validators, statuses = None, list[int]()
        for _ in range(100):
            found = client().get(asked(server, "/feed", validators=validators))
            assert isinstance(found, Response)
            statuses.append(found.status)
            validators = found.validators
        assert statuses == [200] + [304] * 99


def test_validators_are_renewed_by_what_comes_with_304() -> None:
    with Server() as server:
        url = server.url("/", "news.test")
        server.faults["/"] = lambda _: [answer('ETag: "2"', status=304, length=False)]
        found = client().get(asked(server, "/", validators=Validators(url, '"1"', "noon")))
        assert found == Response(url, 304, validators=Validators(url, '"2"', "noon"))
        server.faults["/"] = lambda _: [answer(status=304, length=False)]
        found = client().get(asked(server, "/", validators=Validators(url, None, "noon")))
        assert found == Response(url, 304, validators=Validators(url, None, "noon"))
        assert [heard.headers.get("if-none-match") for heard in server.heard] == ['"1"', None]


def test_empty_validators_are_none() -> None:
    with Server() as server:
        server.faults["/"] = lambda _: [answer("ETag: ", "Last-Modified: ", body=HTML)]
        found = client().get(asked(server, "/"))
        assert isinstance(found, Response)
        assert found.validators is None


@pytest.mark.parametrize("status", [429, 503, 200])
def test_what_a_server_asks_for_is_told(status: int) -> None:
    with Server() as server:
        server.faults["/"] = lambda _: [answer("Retry-After: 120", "Content-Type: text/html", status=status, body=HTML)]
        found = client().get(asked(server, "/"))
        assert found == Response(
            server.url("/", "news.test"), status, HTML if status == 200 else b"", "text/html", retry_after_s=120.0
        )


def test_a_proxy_of_the_environment_is_not_used(served: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert outcome(client().get(asked(served, "/"))) == HTML


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://news.test/", "http://crane:secret@news.test/", "http://news.test:25/"]
)
def test_what_is_no_plain_web_address_never_gets_as_far_as_a_name(url: str) -> None:
    names, connections = Names(), Connections()
    found = client(Network(context(), resolve=names, connect=connections)).get(Request(url, allowed=ALLOWED))
    assert (outcome(found), names.asked, connections.made) == (Kind.BAD_URL, [], [])


def test_a_gate_is_asked_before_each_hop_and_its_time_does_not_count(served: Server) -> None:
    hops: list[str] = []

    def slow(target: Target) -> Failure | None:
        hops.append(target.path)
        time.sleep(DEADLINE_S)
        return Failure(Kind.ROBOTS, target.url) if target.path == "/chain/1" else None

    gate: Gate = slow
    found = client().get(asked(served, "/chain/3"), gate)
    assert found == Failure(Kind.ROBOTS, served.url("/chain/1", "news.test"))
    assert hops == ["/chain/3", "/chain/2", "/chain/1"]
    assert [heard.path for heard in served.heard] == ["/chain/3", "/chain/2"]


def test_the_deadline_holds_over_all_hops() -> None:
    with Server() as server:

        def slow(_: object) -> Iterator[bytes]:
            time.sleep(0.15)
            yield redirect(f"/{len(server.heard)}")

        for at in range(9):
            server.faults[f"/{at}"] = slow
        assert outcome(client().get(asked(server, "/0"))) is Kind.TIMEOUT
        assert len(server.heard) <= 3


def test_a_client_is_made_without_a_world_of_its_own() -> None:
    found = Client(Limits(DEADLINE_S, MAX_BYTES), "desk").get(Request("http://127.0.0.1:9999/"))
    assert found == Failure(Kind.REFUSED_ADDRESS, "http://127.0.0.1:9999/", "127.0.0.1: loopback")


def test_what_is_sent_by_post_arrives_whole(served: Server) -> None:
    posted = b"crane\r\n\x00\xff" * 20_000
    assert outcome(client().get(asked(served, "/empty", body=posted, headers=(("content-type", "text/x"),)))) == b""
    (heard,) = served.heard
    assert (heard.method, heard.body == posted) == ("POST", True)
    assert heard.headers.items() >= {("content-length", "180000"), ("content-type", "text/x"), ("accept", "*/*")}
    client().get(asked(served, "/empty", body=b""))
    assert (served.heard[1].method, served.heard[1].headers["content-length"]) == ("POST", "0")


@pytest.mark.parametrize("path", ["/", "/endless", "/drip/body", "/bomb/gzip", "/brotli", "/length/huge", "/chunked/junk"])
def test_of_the_answer_to_a_post_the_status_is_read_alone(served: Server, path: str) -> None:
    assert client().get(asked(served, path, body=b"crane")) == Response(
        served.url(path, "news.test"), 200, content_type="text/html" if path == "/" else None
    )


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_post_follows_no_redirect(status: int) -> None:
    with Server() as server:
        server.faults["/go"] = lambda _: [redirect("/", status=status)]
        assert client().get(asked(server, "/go", body=b"crane")) == Response(server.url("/go", "news.test"), status)
        assert [heard.path for heard in server.heard] == ["/go"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/hang", Kind.TIMEOUT), ("/drip/headers", Kind.TIMEOUT), ("/silent", Kind.BROKEN_OFF), ("/304", Kind.PROTOCOL)],
)
def test_a_post_that_is_not_answered_fails_as_any_request(served: Server, path: str, kind: Kind) -> None:
    assert outcome(client().get(asked(served, path, body=b"crane"))) is kind


def test_the_guard_holds_for_a_post(served: Server) -> None:
    assert outcome(client().get(Request(served.url(), body=b"crane"))) is Kind.REFUSED_ADDRESS
    assert served.heard == []
