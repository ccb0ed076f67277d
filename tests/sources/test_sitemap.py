from __future__ import annotations

import gzip
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.dates import moment
from newsfold.sources.listing import FailureKind, News, ParseFailure, Sitemap, SitemapEntry
from newsfold.sources.sitemap import MOST_BYTES, parse_sitemap

NOW = datetime(2026, 3, 10, tzinfo=UTC)
URL = "https://quay.example/sitemap.xml"


def parsed(content: str | bytes) -> Sitemap | ParseFailure:
    return parse_sitemap(content.encode() if isinstance(content, str) else content, URL, now=NOW)


def addresses(content: str | bytes) -> tuple[list[str], int, str | None]:
    found = parsed(content)
    assert isinstance(found, Sitemap)
    return [one.url for one in found.entries], found.dropped, found.fault


NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url>
  <loc>
    https://quay.example/crane?a=1&amp;b=2
  </loc>
  <lastmod>2026-03-03</lastmod>
  <image:image><image:loc>https://quay.example/crane.jpg</image:loc><image:title>A picture</image:title></image:image>
  <n:news>
    <n:publication><n:name>The Quay</n:name><n:language>en</n:language></n:publication>
    <n:publication_date>2026-03-02T09:15:00+01:00</n:publication_date>
    <n:title><![CDATA[Crane & rope]]></n:title>
  </n:news>
</url>
<url><loc>/relative</loc><lastmod>junk</lastmod><n:news/></url>
<url><lastmod>2026-03-03</lastmod></url>
<url><loc>javascript:alert(1)</loc></url>
</urlset>"""


def test_a_news_sitemap():
    assert parsed(NEWS) == Sitemap(
        entries=(
            SitemapEntry(
                "https://quay.example/crane?a=1&b=2",
                moment("2026-03-03", NOW),
                News("Crane & rope", moment("2026-03-02T09:15:00+01:00", NOW), "The Quay", "en"),
            ),
            SitemapEntry("https://quay.example/relative", None, News(None, None, None, None)),
        ),
        children=(),
        dropped=2,
    )


def test_an_index_of_sitemaps():
    index = "<sitemapindex><sitemap><loc>https://quay.example/1.xml.gz</loc><lastmod>2026-03-02T00:00:00Z</lastmod></sitemap></sitemapindex>"
    assert parsed(index) == Sitemap((), (SitemapEntry("https://quay.example/1.xml.gz", moment("2026-03-02T00:00:00Z", NOW)),))


def test_compressed_is_the_same_in_one_piece_or_in_several():
    whole = NEWS.encode()
    assert parsed(gzip.compress(whole)) == parsed(gzip.compress(whole[:500]) + gzip.compress(whole[500:])) == parsed(NEWS)


def test_a_text_sitemap_is_one_address_a_line():
    assert addresses("\ufeffhttps://quay.example/a\r\nhttps://quay.example/b\n\nftp://quay.example/c\n") == (
        ["https://quay.example/a", "https://quay.example/b"],
        1,
        None,
    )


@pytest.mark.parametrize("charset", ["utf-16", "latin-1", "cp1251"])
def test_a_sitemap_in_another_charset(charset: str):
    letter = "é" if charset != "cp1251" else "ж"
    content = f"<?xml version='1.0' encoding='{charset}'?><urlset><url><loc>https://quay.example/{letter}</loc></url></urlset>"
    assert addresses(content.encode(charset)) == ([f"https://quay.example/{letter}"], 0, None)


def urlset(count: int, each: str = "https://quay.example/a") -> str:
    return f"<urlset>{f'<url><loc>{each}</loc></url>' * count}</urlset>"


def test_the_usual_mistakes_are_mended():
    content = "\n" + urlset(2, "https://quay.example/a?b=1&c=&eacute;\x01&#38;d")
    found, dropped, fault = addresses(content)
    assert (found, dropped) == (["https://quay.example/a?b=1&c=&eacute;&d"] * 2, 0)
    assert fault == "line 2: not well-formed (invalid token)"
    assert addresses(f"\n<?xml version='1.0'?>{urlset(1)}")[:2] == (["https://quay.example/a"], 0)


def test_of_an_ill_formed_or_broken_sitemap_what_can_be_read_is_kept():
    assert addresses(urlset(3)[:-20]) == (["https://quay.example/a"] * 2, 0, "line 1: unclosed token")
    assert addresses(urlset(3)[:-20].encode("utf-16")) == (["https://quay.example/a"] * 2, 0, "line 1: unclosed token")
    packed = gzip.compress(urlset(40_000).encode())
    found, _, fault = addresses(packed[: len(packed) * 9 // 10])
    assert (len(found) > 1000, fault) == (True, "bad gzip: it ends too early")
    broken = bytearray(gzip.compress(b"https://quay.example/a\n" * 200_000))
    broken[-8:-4] = b"\0\0\0\0"
    found, _, fault = addresses(bytes(broken))
    assert (len(found) > 1000, (fault or "")[:9]) == (True, "bad gzip:")


def test_fifty_thousand_are_kept_and_the_rest_is_counted():
    found, dropped, _ = addresses(urlset(50_003))
    assert (len(found), dropped) == (50_000, 3)
    found, dropped, _ = addresses("https://quay.example/a\n" * 50_003)
    assert (len(found), dropped) == (50_000, 3)


LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 12))


@pytest.mark.parametrize(
    ("content", "failure"),
    [
        ("", ParseFailure(FailureKind.EMPTY)),
        (gzip.compress(b" \n"), ParseFailure(FailureKind.EMPTY)),
        (b"\x1f\x8b", ParseFailure(FailureKind.EMPTY, "bad gzip: it ends too early")),
        ("<!DOCTYPE html><p>not found", ParseFailure(FailureKind.HTML)),
        ("crane", ParseFailure(FailureKind.OTHER, "neither XML nor addresses")),
        ("<rss version='2.0'/>", ParseFailure(FailureKind.OTHER, "its outermost element is rss")),
        ("<", ParseFailure(FailureKind.OTHER, "line 1: unclosed token")),
        (
            "<?xml version='1.0' encoding='shift_jis'?><urlset/>",
            ParseFailure(FailureKind.OTHER, "multi-byte encodings are not supported"),
        ),
        ("<?xml version='1.0' encoding='crane'?><urlset/>", ParseFailure(FailureKind.OTHER, "unknown encoding: crane")),
        (
            f"<!DOCTYPE urlset [<!ENTITY l0 'ha'>{LAUGHS}]><urlset>&l11;</urlset>",
            ParseFailure(FailureKind.REFUSED, "it declares entities"),
        ),
        (
            "<!DOCTYPE urlset [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><urlset/>",
            ParseFailure(FailureKind.REFUSED, "it declares entities"),
        ),
        ("<!DOCTYPE urlset [<!ENTITY % x 'y'>]><urlset/>", ParseFailure(FailureKind.REFUSED, "it declares entities")),
        ("<urlset>" + "<a>" * 1000, ParseFailure(FailureKind.REFUSED, "more than 200 elements inside each other")),
        (b"x" * (MOST_BYTES + 1), ParseFailure(FailureKind.TOO_LARGE, f"more than {MOST_BYTES} bytes")),
    ],
)
def test_what_is_no_sitemap_is_told_apart(content: str | bytes, failure: ParseFailure):
    assert parsed(content) == failure


def test_a_bomb_is_never_held():
    bomb = gzip.compress(b"\0" * 300_000_000, 1)
    tracemalloc.start()
    try:
        assert parsed(bomb) == ParseFailure(FailureKind.TOO_LARGE, f"more than {MOST_BYTES} bytes")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * MOST_BYTES


def test_the_text_of_one_element_is_capped():
    assert addresses(f"<urlset><url><loc>https://quay.example/a</loc><x>{'<b/>x' * 200_000}</x></url></urlset>")[0] == [
        "https://quay.example/a"
    ]


@given(
    st.text(st.sampled_from("<url>/\\seocmapindxhttps:. \0é&;![]-?"), max_size=120)
    | st.binary(max_size=120).map(lambda raw: raw.decode("latin-1"))
)
def test_any_bytes_are_parsed_to_something(text: str):
    made = (text, text.encode("latin-1", "replace"), f"<urlset><url><loc>{text}</loc></url>")
    assert all(isinstance(parsed(one), (Sitemap, ParseFailure)) for one in made)
