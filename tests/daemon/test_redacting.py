import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.daemon.redacting import REDACTED, Redactor


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("https://me:pass@quay.example/a", "https://[redacted]@quay.example/a", id="name and password"),
        pytest.param(
            "see ftp://me@quay.example and http://b:c@d/", "see ftp://[redacted]@quay.example and http://[redacted]@d/", id="two"
        ),
        pytest.param("https://p@ss:w@rd@quay.example/", "https://[redacted]@quay.example/", id="a password with an at"),
        pytest.param(
            "https://quay.example/@harbour?to=me@quay.example", "https://quay.example/@harbour?to=me@quay.example", id="no name"
        ),
        pytest.param("https://quay.example/a?token=5&page=2", "https://quay.example/a?token=[redacted]&page=2", id="token"),
        pytest.param(
            "https://quay.example/a?page=2&API_Key=5#x", "https://quay.example/a?page=2&API_Key=[redacted]#x", id="API key"
        ),
        pytest.param("https://quay.example/a?k=5;user=me", "https://quay.example/a?k=[redacted];user=[redacted]", id="plain names"),
        pytest.param(
            "https://quay.example/a#access_token=5", "https://quay.example/a#access_token=[redacted]", id="in the fragment"
        ),
        pytest.param(
            "https://quay.example/a?v=4f1c9d0e8b7a6f5e4d3c2b1a", "https://quay.example/a?v=[redacted]", id="what looks random"
        ),
        pytest.param(
            "https://quay.example/a?id=20261121&title=harbour-crane-falls&q=monkey",
            "https://quay.example/a?id=20261121&title=harbour-crane-falls&q=monkey",
            id="what does not",
        ),
        pytest.param("sent Authorization: Bearer abc.def-123", "sent Authorization: Bearer [redacted]", id="a bearer"),
        pytest.param("basic facts of the port", "basic [redacted] of the port", id="rather a word too many"),
        pytest.param("it costs 5 & more = better?", "it costs 5 & more = better?", id="prose"),
    ],
)
def test_what_looks_like_a_secret_is_taken_out_of_a_text(text: str, shown: str):
    assert Redactor().text(text) == shown


def test_fields_whose_name_tells_are_secret_as_a_whole_and_others_are_looked_through():
    said = {
        "headers": {"Accept": "text/html"},
        "set_cookie": "a=b",
        "password": None,
        "url": "https://me@quay.example/",
        "tried": ["https://me@quay.example/", 3, None, True, 2.5],
        "inside": {"token": "abc", 4: b"//me@quay.example"},
    }
    assert Redactor().field("said", said) == {
        "headers": REDACTED,
        "set_cookie": REDACTED,
        "password": None,
        "url": "https://[redacted]@quay.example/",
        "tried": ["https://[redacted]@quay.example/", 3, None, True, 2.5],
        "inside": {"token": REDACTED, "4": "b'//[redacted]@quay.example'"},
    }


def test_known_values_are_taken_out_wherever_they_stand_and_stay_known():
    redactor = Redactor()
    redactor.know([])
    redactor.know(["Bearer open sesame-1", "en"])
    redactor.know(["(second)"])
    assert (
        redactor.text("Bearer open sesame-1 / sesame-1 / (second) / en / open")
        == "[redacted] / [redacted] / [redacted] / en / open"
    )


@given(secret=st.text("abcXYZ019+/=-_.", min_size=6, max_size=40), before=st.text(), after=st.text())
def test_no_known_value_passes(secret: str, before: str, after: str):
    redactor = Redactor()
    redactor.know([secret])
    assert secret not in redactor.text(f"{before}{secret}{after}").replace(REDACTED, "")


@given(secret=st.text("abcXYZ019", min_size=1, max_size=40), query=st.sampled_from(["token", "api_key", "sig", "password", "auth"]))
def test_neither_a_password_nor_a_token_of_a_url_passes(secret: str, query: str):
    shown = Redactor().text(f"https://user:{secret}@quay.example/path?page=1&{query}={secret}")
    assert shown == f"https://{REDACTED}@quay.example/path?page=1&{query}={REDACTED}"
