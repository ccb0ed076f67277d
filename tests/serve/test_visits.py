"""Cookies and forms that only this server can have given out."""

import pytest

from newsfold.serve import visits
from newsfold.serve.visits import LONGEST_NAME, LONGEST_S, Keys, Visit

NOW = 1_760_000_000.0


def test_a_cookie_brings_its_visit_back():
    keys = Keys("a long access token")
    for visit in (visits.begin(NOW), visits.enter("  Ana\n Núñez ", NOW)):
        assert keys.opened(keys.sealed(visit), NOW + 60) == visit
    entered = visits.enter("  Ana\n Núñez " + "x" * 200, NOW)
    assert (entered.entered, entered.by[:10], len(entered.by)) == (True, "Ana Núñez ", LONGEST_NAME)


def test_every_visit_has_an_id_of_its_own():
    assert len({visits.begin(NOW).id for _ in range(100)} | {visits.enter("", NOW).id for _ in range(100)}) == 200


def test_a_cookie_that_was_changed_or_made_elsewhere_is_worth_nothing():
    keys = Keys()
    sealed = keys.sealed(Visit("id", int(NOW)))
    entered = Keys().sealed(Visit("id", int(NOW), entered=True))
    text, _, mac = sealed.partition(".")
    tried = [
        "",
        ".",
        "x",
        sealed[:-1],
        f"{text}.",
        f".{mac}",
        entered,
        f"{entered.partition('.')[0]}.{mac}",
        "\xff.\xff",
        f"x{sealed}",
    ]
    assert [keys.opened(cookie, NOW) for cookie in tried] == [None] * len(tried)


def test_a_cookie_ends():
    keys = Keys()
    sealed = keys.sealed(Visit("id", int(NOW)))
    assert keys.opened(sealed, NOW + LONGEST_S - 1)
    assert keys.opened(sealed, NOW + LONGEST_S) is None


def test_a_form_is_good_for_its_own_browser_and_server():
    keys, one, other = Keys(), visits.begin(NOW), visits.begin(NOW)
    token = keys.form_token(one)
    assert keys.is_form_token(one, token)
    assert not any((keys.is_form_token(other, token), Keys().is_form_token(one, token), keys.is_form_token(one, "")))


@pytest.mark.parametrize("given", ["", "a long access toke", "a long access token ", "A long access token", "\udcff"[:0], "é"])
def test_only_the_access_token_is_the_access_token(given: str):
    keys = Keys("a long access token")
    assert keys.wanted
    assert keys.is_token("a long access token")
    assert not keys.is_token(given)


def test_without_an_access_token_none_is_right():
    assert not Keys().wanted
    assert not Keys().is_token("")
