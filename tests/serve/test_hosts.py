"""Under which names the pages may be asked for."""

import pytest

from newsfold.serve.hosts import address_of, is_loopback, names_of


@pytest.mark.parametrize("header", ["127.0.0.1:8788", "localhost:8788", "LOCALHOST", "localhost.", "[::1]:8788", "127.0.0.1"])
def test_a_server_of_this_machine_is_known_under_its_own_names(header: str):
    assert names_of("127.0.0.1").answers_to(header)
    assert names_of("localhost").answers_to(header)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "rebound.example",
        "rebound.example:8788",
        "127.0.0.1.rebound.example",
        "localhost.rebound.example",
        "192.0.2.7",
        "10.0.0.1:80",
        "a b",
        "127.0.0.1:8788/x",
        "user@127.0.0.1",
        "127.0.0.1:x",
        "[::1",
        "::1",
        "127.0.0.1,rebound.example",
        "\xe9",
    ],
)
def test_other_names_lead_elsewhere(header: str | None):
    assert not names_of("127.0.0.1").answers_to(header)


def test_further_names_are_those_that_were_given():
    names = names_of("192.0.2.7", ("News.Example", "[2001:db8::1]"))
    asked = ["192.0.2.7:8788", "news.example", "[2001:db8::1]:443", "localhost:8788", "192.0.2.8", "other.example"]
    assert [names.answers_to(header) for header in asked] == [True, True, True, True, False, False]


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_who_listens_everywhere_is_known_under_every_address_and_no_further_name(host: str):
    asked = ["192.0.2.7:8788", "[2001:db8::1]:8788", "127.0.0.1", "rebound.example"]
    assert [names_of(host).answers_to(header) for header in asked] == [True, True, True, False]


def test_only_what_this_machine_alone_reaches_is_loopback():
    loopback = ["127.0.0.1", "127.8.9.1", "::1", "localhost"]
    reached = ["0.0.0.0", "::", "192.168.0.2", "my-machine", "localhost.example", "127.0.0.1.example", "::ffff:127.0.0.1", ""]
    assert [is_loopback(host) for host in loopback + reached] == [True] * 4 + [False] * 8


def test_an_address_in_a_url_has_brackets_where_it_needs_them():
    assert [address_of("127.0.0.1", 80), address_of("::1", 8788)] == ["127.0.0.1:80", "[::1]:8788"]
