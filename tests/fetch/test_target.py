from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fetch.addresses import REFUSED
from newsfold.fetch.messages import Failure, Kind
from newsfold.fetch.target import Target, read, spelled

READ = {
    "http://Ashby.test": "http://ashby.test/",
    "HTTP://ashby.test:80/a": "http://ashby.test/a",
    "https://ashby.test:443": "https://ashby.test/",
    "https://ashby.test:8443/a?b=c#d": "https://ashby.test:8443/a?b=c",
    "http://ashby.test?q": "http://ashby.test/?q",
    "  http://ashby.test/a b \n": "http://ashby.test/a%20b",
    "http://ashby.test./": "http://ashby.test/",
    "http://ashby.test:/": "http://ashby.test/",
    "http://ashby.test/caf\xe9?\xe9": "http://ashby.test/caf%C3%A9?%C3%A9",
    "http://ashby.test/%7e%zz": "http://ashby.test/%7e%zz",
    "http://ashby.test/a\\b": "http://ashby.test/a%5Cb",
    "http://ashby.test//x@y": "http://ashby.test//x@y",
    "http://b\xfccher.test/": "http://xn--bcher-kva.test/",
    "http://r3---sn.a_b.test/": "http://r3---sn.a_b.test/",
    "http://93.184.215.14/": "http://93.184.215.14/",
    "http://93.184.215.14./": "http://93.184.215.14/",
    "http://\uff11\uff12\uff17.0.0.1/": "http://127.0.0.1/",
    "http://127\u30020\u30020\u30021/": "http://127.0.0.1/",
    "http://[2A00:1450::1]:8080/": "http://[2a00:1450::1]:8080/",
    "http://[::ffff:127.0.0.1]/": "http://127.0.0.1/",
}


@pytest.mark.parametrize(("url", "wanted"), READ.items())
def test_a_url_has_one_spelling(url: str, wanted: str) -> None:
    target = read(url)
    assert isinstance(target, Target)
    assert target.url == wanted
    assert read(wanted) == target


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    failure = read(url)
    assert isinstance(failure, Failure)
    assert failure.kind is Kind.BAD_URL
    assert "secret" not in failure.url


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("crane", ("crane", "no absolute URL")),
        ("ftp://ashby.test/", ("ftp://ashby.test/", "scheme ftp is neither http nor https")),
        ("http://crane:secret@ashby.test/@", ("http://…@ashby.test/@", "user name or password in it")),
        ("http://127.1/", ("http://127.1/", "no host, or one in disguise")),
        ("http://ashby.test:25/", ("http://ashby.test:25/", "port 25 is none of a web server")),
    ],
)
def test_what_is_wrong_is_told_without_secrets(url: str, wanted: tuple[str, str]) -> None:
    assert read(url) == Failure(Kind.BAD_URL, *wanted)


def test_a_user_spells_a_host_as_a_url_does() -> None:
    assert [spelled(host) for host in ("Intranet.", "10.0.0.5", "[::1]", "::1", "10.5", "", "a b")] == [
        "intranet",
        "10.0.0.5",
        "::1",
        "::1",
        None,
        None,
        None,
    ]


def test_the_origin_is_scheme_host_and_port() -> None:
    targets = [
        read(url) for url in ("http://a.test/1", "http://a.test:80/2", "https://a.test/", "http://a.test:81/", "http://b.test/")
    ]
    origins = [target.origin if isinstance(target, Target) else None for target in targets]
    assert origins == [("http", "a.test", 80), ("http", "a.test", 80), ("https", "a.test", 443), None, ("http", "b.test", 80)]


@given(st.text() | st.from_regex(r"https?://[0-9a-fx.:\[\]%@]{0,20}(/.*)?", fullmatch=True))
def test_any_text_is_read_or_refused(url: str) -> None:
    target = read(url)
    if isinstance(target, Target):
        assert target.url.isascii()
        assert " " not in target.url
        assert read(target.url) == target
