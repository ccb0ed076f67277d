from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.address import canonical_url, host, joined, site, twin, web_address

Q = "https://www.quay.example/2026/crane"


@pytest.mark.parametrize(
    ("url", "address", "name"),
    [
        ("https://www.Quayside.example:8080/a?b=c", "https://www.Quayside.example:8080/a?b=c", "quayside.example"),
        (" http://quayside.example ", "http://quayside.example", None),
        ("ftp://quayside.example/a", None, None),
        ("javascript:alert(1)", None, None),
        ("/relative", None, None),
        ("https://", None, None),
        ("https://www.", None, None),
        ("http://[", None, None),
        ("https://quayside.example/a b", None, "quayside.example"),
        ("https://quayside.example/\ud800", None, "quayside.example"),
        ("https://quayside.example/" + "a" * 2000, None, "quayside.example"),
        ("", None, None),
        (None, None, None),
    ],
)
def test_only_absolute_web_addresses_are_addresses(url: str | None, address: str | None, name: str | None) -> None:
    assert web_address(url) == address
    if name:
        assert host(url) == name


# What was found, and the one address that stands for it.
SAME = [
    # as it is
    (Q, Q),
    ("https://www.quay.example/2026/crane/", "https://www.quay.example/2026/crane/"),
    ("http://quay.example", "http://quay.example/"),
    ("https://quay.example/?12345", "https://quay.example/?12345"),
    ("https://quay.example/news.php?id=7&blank=", "https://quay.example/news.php?blank=&id=7"),
    (
        "https://quay.example/a?cid=7&eid=8&uid=9&keyword=crane&glossary=1",
        "https://quay.example/a?cid=7&eid=8&glossary=1&keyword=crane&uid=9",
    ),
    ("https://quay.example/a?page=2", "https://quay.example/a?page=2"),
    # spelling
    ("HTTPS://WWW.Quay.EXAMPLE/2026/crane", Q),
    ("https://www.quay.example./2026/crane", Q),
    ("https://www.quay.example:443/2026/crane", Q),
    ("http://quay.example:80/a", "http://quay.example/a"),
    ("http://quay.example:443/a", "http://quay.example:443/a"),
    ("https://quay.example:8443/a", "https://quay.example:8443/a"),
    ("https://ida:secret@quay.example/a", "https://quay.example/a"),
    ("https://quay.example/a#comments", "https://quay.example/a"),
    ("https://quay.example/#!/2026/crane", "https://quay.example/#!/2026/crane"),
    ("https://quay.example/a/./b/../c", "https://quay.example/a/c"),
    ("https://quay.example/../../a", "https://quay.example/a"),
    ("https://quay.example/a/b/..", "https://quay.example/a/"),
    ("https://quay.example/a/%2E%2e/b", "https://quay.example/b"),
    ("https://quay.example//a///b", "https://quay.example/a/b"),
    ("https://quay.example/%63rane%2fa%e9", "https://quay.example/crane%2Fa%E9"),
    ("https://quay.example/grüße?q=ä", "https://quay.example/gr%C3%BC%C3%9Fe?q=%C3%A4"),
    ("https://quay.example/100%", "https://quay.example/100%25"),
    ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ("https://quay.example/a;jsessionid=0A1B?id=1", "https://quay.example/a?id=1"),
    ("http://[2001:DB8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
    ("http://192.0.2.7/m", "http://192.0.2.7/m"),
    ("  https://www.quay.example/2026/crane\n", Q),
    # parameters
    ("https://quay.example/a?b=2&a=1", "https://quay.example/a?a=1&b=2"),
    ("https://quay.example/a?&&a=1&", "https://quay.example/a?a=1"),
    (f"{Q}?utm_source=rss&utm_medium=feed&utm_campaign=x", Q),
    (f"{Q}?UTM_Source=rss", Q),
    (f"{Q}?%75tm_source=rss", Q),
    (f"{Q}?id=7&amp;utm_source=rss", f"{Q}?id=7"),
    (f"{Q}?fbclid=IwAR0&gclid=x&msclkid=y&yclid=z", Q),
    (f"{Q}?at_medium=RSS&at_campaign=KARANGA", Q),
    (f"{Q}?ns_mchannel=rss&ns_source=x&ns_campaign=y", Q),
    (f"{Q}?CMP=Share_iOSApp_Other", Q),
    (f"{Q}?cmpid=rss&xtor=RSS-3208&ito=1490", Q),
    (f"{Q}?mc_cid=1&mc_eid=2&_hsenc=3&_hsmi=4", Q),
    (f"{Q}?ref=rss", Q),
    (f"{Q}?ref=20260302", f"{Q}?ref=20260302"),
    (f"{Q}?source=twitter&src=fb", Q),
    (f"{Q}?source=archive", f"{Q}?source=archive"),
    (f"{Q}?smid=tw-share&smtyp=cur", Q),
    (f"{Q}?guccounter=1&guce_referrer=aHR0", Q),
    (f"{Q}?__twitter_impression=true", Q),
    # AMP
    ("https://www.quay.example/2026/crane/amp", Q),
    ("https://www.quay.example/2026/crane/amp/", f"{Q}/"),
    ("https://www.quay.example/amp/2026/crane", Q),
    ("https://www.quay.example/2026/crane.amp", Q),
    ("https://www.quay.example/2026/crane.amp.html", f"{Q}.html"),
    ("https://www.quay.example/amp", "https://www.quay.example/amp"),
    ("https://www.quay.example/champ/amplifier", "https://www.quay.example/champ/amplifier"),
    (f"{Q}?amp=1", Q),
    (f"{Q}?amp", Q),
    (f"{Q}?outputType=amp", Q),
    (f"{Q}?id=1&view=AMP", f"{Q}?id=1"),
    ("https://amp.quay.example/2026/crane", Q),
    ("https://amp.quay.co.uk/2026/crane", "https://www.quay.co.uk/2026/crane"),
    ("https://www-quay-example.cdn.ampproject.org/c/s/www.quay.example/2026/crane?amp=1", Q),
    ("https://www-quay-example.cdn.ampproject.org/v/www.quay.example/2026/crane", "http://www.quay.example/2026/crane"),
    ("https://www.google.co.uk/amp/s/amp.quay.example/2026/crane", Q),
    ("https://www.google.com/amp/s/www.quay.example", "https://www.quay.example/"),
    ("https://www.google.com/amp/s/[.example/a", "https://www.google.com/s/[.example/a"),
    # pages for telephones
    ("https://m.quay.example/2026/crane", Q),
    ("https://mobile.quay.example/2026/crane", Q),
    ("https://www.m.quay.example/2026/crane", Q),
    ("https://en.m.quay.example/2026/crane", "https://en.quay.example/2026/crane"),
    ("https://m.news.quay.example/a", "https://news.quay.example/a"),
    ("https://m.co.uk/a", "https://m.co.uk/a"),
    ("https://amp.example/a", "https://amp.example/a"),
    (f"{Q}?m=1", Q),
    (f"{Q}?m=202603", f"{Q}?m=202603"),
]


@pytest.mark.parametrize(("raw", "canonical"), SAME)
def test_one_address_stands_for_all(raw: str, canonical: str):
    assert canonical_url(raw) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "crane",
        "ftp://quay.example/a",
        "javascript:alert(1)",
        "https://",
        "https://quay.example:x/a",
        "https://quay.example:99999/a",
        "https://.../a",
        "https://www.google.com/amp/s/..example/a",
        f"https://{'a' * 70}.example/",
        "http://[::1",
        "https://quay.example/" + "ä" * 1000,  # longer than addresses may be once it is escaped
    ],
)
def test_what_is_no_address_has_no_canonical_one(raw: str | None):
    assert canonical_url(raw) is None
    assert site(raw) is None


@pytest.mark.parametrize(
    ("raw", "stated", "canonical"),
    [
        ("https://m.quay.example/?p=7", Q, Q),
        ("https://news.quay.example/x", f"{Q}?utm_source=x", Q),
        (f"{Q}?page=2", "/2026/crane", Q),
        (Q, "", Q),
        (Q, "http://[", Q),
        (Q, "https://agency.example/crane", Q),  # whom it was copied from
        (Q, "https://www.quay.example/", Q),  # a careless template
        (Q, "javascript:alert(1)", Q),
        ("https://quay.example/", "https://www.quay.example/", "https://www.quay.example/"),
        ("http://192.0.2.7/a", "/b", "http://192.0.2.7/b"),
        ("http://192.0.2.7/a", "http://192.1.2.7/b", "http://192.0.2.7/a"),
        (None, Q, None),
        ("/2026/crane", Q, None),
    ],
)
def test_what_the_page_names_as_its_address_is_believed_inside_its_own_domain(raw: str | None, stated: str, canonical: str | None):
    assert canonical_url(raw, stated) == canonical


def test_the_site_is_the_host_that_publishes():
    assert site("https://amp.quay.example/a") == "quay.example"
    assert site("https://www.google.com/amp/s/en.m.quay.example/a") == "en.quay.example"


def test_references_are_seen_from_their_page():
    assert joined("https://quay.example/a/b", " ../c ") == "https://quay.example/c"
    assert joined("https://quay.example/a/b", "mailto:ida@quay.example") is None
    assert joined("https://quay.example/a/b", " ") is None
    assert joined("https://quay.example/a/b", None) is None
    assert joined("https://quay.example/a/b", "http://[") is None


LABELS = [
    "www",
    "m",
    "amp",
    "mobile",
    "en",
    "quay",
    "Example",
    "com",
    "co",
    "uk",
    "org",
    "cdn",
    "ampproject",
    "google",
    "é",
    "127",
    "0",
    "",
]
SEGMENTS = [
    *(
        "amp",
        "AMP",
        "",
        "..",
        ".",
        "a",
        "x.amp",
        "x.amp.html",
        "c",
        "s",
        "v",
        "www.quay.example",
        ".amp",
        ".amp.html",
        "%2e%2E",
        "%41",
    ),
    *(
        "%",
        "é",
        "%e9",
        ";jsessionid=1",
        "a;JSESSIONID=2;b",
        "amp.amp",
        "%61mp",
        "...amp",
        "..amp",
        "x.amp.amp.html",
        "www.google.com",
    ),
]
PARAMETERS = [
    "a=1",
    "amp=1",
    "amp;a=1",
    "amp;amp;",
    "utm_source=x",
    "=",
    "",
    "x",
    "%61mp",
    "out=%61mp",
    "b=%",
    "ref=rss",
    "amp%3Bx",
    "m=1",
]


HOSTS = st.lists(st.sampled_from(LABELS), min_size=1, max_size=5).map(".".join)
PORTS = st.sampled_from(["", ":80", ":443", ":8080", ":x", ":"])
PATHS = st.lists(st.sampled_from(SEGMENTS), max_size=6).map("/".join)
QUERIES = st.lists(st.sampled_from(PARAMETERS), max_size=4).map("&".join)
STARTS = st.sampled_from(["http://", "https://", "HTTPS://u:p@"])
ENDS = st.sampled_from(["", "#x", "#!/a", "#!%41"])
ADDRESSES = st.builds("{}{}{}/{}?{}{}".format, STARTS, HOSTS, PORTS, PATHS, QUERIES, ENDS)


@given(ADDRESSES | st.text().map("https://quay.example/".__add__), ADDRESSES | st.text() | st.none())
def test_the_canonical_address_of_a_canonical_address_is_itself(raw: str, stated: str | None):
    canonical = canonical_url(raw, stated)
    if canonical is not None:
        assert web_address(canonical) == canonical
        assert canonical.isascii()
        assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("http://quay.example/crane?a=1", "https://quay.example/crane?a=1"),
        ("https://quay.example:8080/", "http://quay.example:8080/"),
        ("wire#https://quay.example/crane", "wire#https://quay.example/crane"),
        ("ftp://quay.example/", "ftp://quay.example/"),
        ("http", "http"),
        ("", ""),
    ],
)
def test_an_address_has_a_twin_of_the_other_scheme(address: str, other: str):
    assert twin(address) == other


@given(ADDRESSES | st.text())
def test_the_twin_of_a_twin_is_the_address_itself(raw: str):
    canonical = canonical_url(raw) or raw
    assert twin(twin(canonical)) == canonical
