"""What is answered to whom: names, tokens, forms and where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsfold.serve import entering
from newsfold.serve.forms import LONGEST
from serve.conftest import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from serve.asking_pages import Browser

BEARER = f"Bearer {TOKEN}"
SAME = {"act": "same 1 4"}


def decided(browser: Browser) -> int:
    """How many decisions there are."""
    return browser.get("/decisions").text.count('class="decision"')


def test_every_answer_says_what_a_browser_may_do_with_it(browser: Browser):
    for path in ("/", "/clusters", "/nothing", "/static/nothing", "/clusters?since=x", "/login"):
        answer = browser.get(path)
        policy = answer.header("content-security-policy") or ""
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.header("x-content-type-options") == "nosniff"
        assert answer.header("referrer-policy") == "same-origin"
        assert answer.header("cache-control") == "no-store"


def test_files_are_kept_by_browsers_and_change_their_address_with_their_content(browser: Browser):
    page = browser.get("/help").text
    script = page.split('<script src="')[1].split('"')[0]
    answer = browser.get(script)
    assert (answer.status, answer.header("content-type")) == (200, "text/javascript; charset=utf-8")
    assert "immutable" in (answer.header("cache-control") or "")
    assert browser.get(script.replace("/static/", "/static/0")).status == 404
    assert browser.get("/static/../app.py").status == 404


@pytest.mark.parametrize("host", ["rebound.example", "rebound.example:8788", "192.168.0.9:8788", "127.0.0.1.rebound.example", ""])
def test_another_name_is_not_answered(browser: Browser, host: str):
    answer = browser.get("/clusters", host=host)
    assert (answer.status, answer.header("set-cookie")) == (421, None)
    assert "bridge" not in answer.text


def test_a_first_visit_is_given_a_cookie_that_no_script_and_no_other_site_has(browser: Browser):
    cookie = browser.get("/clusters").header("set-cookie") or ""
    assert cookie.startswith("newsfold_8788=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert browser.get("/clusters").header("set-cookie") is None
    browser.scheme, browser.cookies = "https", {}
    assert "; Secure" in (browser.get("/clusters").header("set-cookie") or "")


def test_a_form_of_ours_is_taken(browser: Browser):
    assert browser.post("/decide", SAME).status == 303
    assert decided(browser) == 1


@pytest.mark.parametrize("fields", [{"form_token": ""}, {"form_token": "0" * 64}, {"form_token": "\0"}, {"form_token": "é"}])
def test_a_form_without_its_token_does_nothing(browser: Browser, fields: dict[str, str]):
    answer = browser.post("/decide", SAME | fields)
    assert answer.status == 403
    assert "out of date" in answer.text
    assert decided(browser) == 0


def test_a_token_of_another_browser_does_nothing(opened: Callable[..., Browser]):
    browser, other = opened(), opened()
    other.app = browser.app
    assert browser.post("/decide", SAME | {"form_token": other.form_token()}).status == 403
    assert browser.post("/decide", SAME, cookie="").status == 303
    browser.cookies.clear()
    token = browser.form_token()
    browser.cookies.clear()
    assert browser.post("/decide", SAME | {"form_token": token}).status == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"sec_fetch_site": "none"}, 403),
        ({"sec_fetch_site": "", "origin": "https://hostile.example"}, 403),
        ({"sec_fetch_site": "", "origin": "http://127.0.0.1:3000"}, 403),
        ({"sec_fetch_site": "", "origin": "https://127.0.0.1:8788"}, 403),
        ({"sec_fetch_site": "", "origin": "null"}, 403),
        ({"sec_fetch_site": "", "origin": "http://127.0.0.1:8788"}, 303),
        ({"sec_fetch_site": ""}, 303),
    ],
)
def test_a_form_comes_from_a_page_of_ours(browser: Browser, headers: dict[str, str], status: int):
    assert browser.post("/decide", SAME, **headers).status == status
    assert decided(browser) == (status == 303)


@pytest.mark.parametrize(
    ("method", "body", "headers", "status"),
    [
        ("POST", b"{}", {"content_type": "application/json"}, 415),
        ("POST", b"--x\r\n", {"content_type": "multipart/form-data; boundary=x"}, 415),
        ("POST", b"", {}, 415),
        ("POST", b"act=" + b"x" * LONGEST, {"content_type": "application/x-www-form-urlencoded"}, 413),
        ("POST", b"x=1&" * 100, {"content_type": "application/x-www-form-urlencoded"}, 400),
        ("POST", b"kind=\xff", {"content_type": "application/x-www-form-urlencoded"}, 400),
        ("PUT", b"", {"content_type": "application/x-www-form-urlencoded"}, 403),
        ("DELETE", b"", {"content_type": "application/x-www-form-urlencoded"}, 403),
    ],
)
def test_what_is_no_form_does_nothing(browser: Browser, method: str, body: bytes, headers: dict[str, str], status: int):
    assert browser.send(method, "/decide", body, sec_fetch_site="same-origin", **headers).status == status
    assert decided(browser) == 0


def test_to_look_is_not_to_decide(browser: Browser):
    assert browser.get("/decide?act=same+1+4").status == 405
    assert decided(browser) == 0


def test_a_page_of_another_site_may_link_to_us_and_load_nothing(browser: Browser):
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    once_more = browser.get('/clusters?q="><script>', **link)
    assert (once_more.status, once_more.header("set-cookie")) == (200, None)
    assert 'content="0; url=/clusters?q=&quot;&gt;&lt;script&gt;"' in once_more.text
    assert "bridge" not in once_more.text
    assert browser.get("/clusters", sec_fetch_site="cross-site", sec_fetch_mode="no-cors", sec_fetch_dest="image").status == 403
    assert browser.get("/clusters", sec_fetch_site="same-site", sec_fetch_mode="navigate", sec_fetch_dest="iframe").status == 403
    browser.get("/clusters")
    assert "Clusters" in browser.get("/clusters", **link).text


def test_where_a_token_is_wanted_nothing_is_seen_without_it(opened: Callable[..., Browser]):
    browser = opened(TOKEN)
    for path in ("/", "/clusters?q=bridge", "/clusters/1", "/articles/1", "/decisions", "/nothing"):
        answer = browser.get(path)
        assert (answer.status, (answer.to or "").startswith("/login?to=%2F")) == (303, True)
    for path in ("/feeds/feed.json", "/clusters"):
        answer = browser.get(path, accept="application/json")
        assert (answer.status, answer.header("www-authenticate")) == (401, 'Bearer realm="newsfold"')
    assert browser.post("/decide", SAME, accept="text/html").status == 401
    assert browser.get("/login").status == 200


@pytest.mark.parametrize("given", ["", "x", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), f"Basic {TOKEN}", "\xe9"])
def test_another_token_opens_nothing(opened: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch, given: str):
    monkeypatch.setattr(entering, "REST_S", 0)
    browser = opened(TOKEN)
    assert browser.get("/clusters", authorization=f"Bearer {given}").status == 303
    assert browser.post("/login", {"access_token": given}).status == 401
    assert browser.get("/clusters").status == 303


def test_a_program_shows_the_token_in_a_header_and_needs_no_form(opened: Callable[..., Browser]):
    program = opened(TOKEN)
    assert program.get("/clusters", authorization=BEARER).status == 200
    answer = program.send(
        "POST", "/decide", b"act=same+1+4", authorization=BEARER, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status == 303


def test_a_person_enters_once_and_leaves(opened: Callable[..., Browser]):
    browser = opened(TOKEN, "192.0.2.7")
    asked = browser.get("/clusters?q=bridge")
    assert asked.to == "/login?to=%2Fclusters%3Fq%3Dbridge"
    before = dict(browser.cookies)
    entered = browser.post("/login", {"access_token": f" {TOKEN} ", "to": "/clusters?q=bridge", "by": "Bo"})
    assert (entered.status, entered.to) == (303, "/clusters?q=bridge")
    assert browser.cookies != before
    assert "You decide as <b>Bo</b>" in browser.get("/clusters").text
    assert browser.get("/login").to == "/"
    assert browser.post("/leave", {}).to == "/login"
    assert browser.get("/clusters").status == 303


@pytest.mark.parametrize(
    "to", ["https://hostile.example/", "//hostile.example/", "/\\hostile.example", "javascript:alert(1)", "", "/\t/x"]
)
def test_whoever_enters_stays_here(opened: Callable[..., Browser], to: str):
    assert opened(TOKEN).post("/login", {"access_token": TOKEN, "to": to}).to == "/"
