from __future__ import annotations

import importlib.util
import pyexpat
import subprocess
import sys
from dataclasses import astuple
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.address import web_address
from newsfold.dates import moment
from newsfold.model import Moment
from newsfold.sources.feed import parse_feed
from newsfold.sources.listing import FailureKind, Feed, FeedEntry, FoundFeed, ParseFailure

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 10, tzinfo=UTC)
URL = "https://quay.example/feeds/news"


def parsed(content: str | bytes, content_type: str | None = None) -> Feed | ParseFailure:
    return parse_feed(content.encode() if isinstance(content, str) else content, URL, content_type, now=NOW)


def entries(items: str, head: str = "") -> tuple[FeedEntry, ...]:
    """The entries of an RSS feed with these items."""
    found = parsed(f"""<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel>{head}{items}</channel></rss>""")
    assert isinstance(found, Feed)
    return found.entries


def entry(inside: str) -> FeedEntry:
    (found,) = entries(f"<item>{inside}</item>")
    return found


def at(words: str) -> Moment:
    found = moment(words, NOW)
    assert found is not None
    return found


RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
  <title>Quay &amp;amp; Harbour</title><link>https://quay.example/</link><language>en-GB</language>
  <item>
    <guid isPermaLink="false">crane-7</guid>
    <title>Crane &lt;i&gt;falls&lt;/i&gt; at AT&amp;amp;T</title>
    <link>/2026/crane</link>
    <author>ida@quay.example (Ida Quist)</author>
    <pubDate>Mon, 02 Mar 2026 09:15:00 +0100</pubDate>
    <source url="https://agency.example/rss">The  Agency</source>
    <category>Harbour</category><category>Accidents</category><category>Harbour</category>
    <description>&lt;p&gt;A crane fell.&lt;script&gt;alert(1)&lt;/script&gt;</description>
    <content:encoded><![CDATA[<p>A crane fell at <a href="/quay">the quay</a>.</p>]]></content:encoded>
  </item>
  <item/>
</channel>
</rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://quay.example/atom/">
<title type="text">Hafen &lt;heute&gt;</title><link href="/"/><link rel="self" href="/feed.atom"/>
<entry>
  <id>tag:quay.example,2026:7</id>
  <title type="html">Kran &amp;lt;7&amp;gt; &lt;b&gt;fällt&lt;/b&gt;</title>
  <link rel="alternate" href="kran"/><link rel="replies" href="kran/replies"/>
  <author><name>Ida Quist</name><email>ida@quay.example</email></author><author><name>Jon Berg</name></author>
  <published>2026-03-02T09:15:00+01:00</published><updated>2026-03-03</updated>
  <source><id>urn:x</id><title>Agentur</title><link rel="self" href="https://agency.example/f"/><link href="https://agency.example/"/></source>
  <category term="hafen" label="Hafen"/><category term="unfall"/>
  <content type="text">Ein Kran &lt; 7 m
fiel.</content>
</entry>
</feed>"""


def test_an_rss_feed():
    assert parsed(RSS, "text/html") == Feed(
        title="Quay & Harbour",
        link="https://quay.example/",
        language="en-GB",
        entries=(
            FeedEntry(
                id="crane-7",
                link="https://quay.example/2026/crane",
                title="Crane falls at AT&T",
                author="Ida Quist",
                published=Moment("2026-03-02T09:15:00+01:00", at("2026-03-02T08:15:00Z").epoch),
                source_title="The Agency",
                source_url="https://agency.example/rss",
                tags=("Harbour", "Accidents"),
                summary="<p>A crane fell.",
                content='<p>A crane fell at <a href="https://quay.example/quay">the quay</a>.</p>',
            ),
            FeedEntry(),
        ),
    )


def test_an_atom_feed():
    assert parsed(ATOM) == Feed(
        title="Hafen <heute>",
        link="https://quay.example/",
        language="de",
        entries=(
            FeedEntry(
                id="tag:quay.example,2026:7",
                link="https://quay.example/atom/kran",
                title="Kran <7> fällt",
                author="Ida Quist, Jon Berg",
                published=at("2026-03-02T09:15:00+01:00"),
                updated=at("2026-03-03"),
                source_title="Agentur",
                source_url="https://agency.example/",
                tags=("Hafen", "unfall"),
                content="<p>Ein Kran &lt; 7 m</p>\n<p>fiel.</p>",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("<author>ida@quay.museum (Ida Quist)</author>", "Ida Quist"),
        ("<author>Ida Quist &lt;ida@quay.museum&gt;</author>", "Ida Quist"),
        ("<author>ida@quay.com</author>", "ida@quay.com"),
        ("<author>Ida Quist</author>", "Ida Quist"),
        ("<dc:creator>Ida Quist</dc:creator>", "Ida Quist"),
        ("<author> </author>", None),
    ],
)
def test_an_author_is_a_name_where_there_is_one(author: str, name: str | None):
    assert entry(author).author == name


@pytest.mark.parametrize(
    ("dates", "published", "updated"),
    [
        ("<pubDate>2026-03-02</pubDate>", at("2026-03-02"), None),
        ("<dc:date>2026-03-02T09:15:00Z</dc:date>", None, at("2026-03-02T09:15:00Z")),
        ("<pubDate>Mon, 02 Mar 2026 09:15:00 EST</pubDate>", at("2026-03-02T09:15:00-05:00"), None),
        ("<pubDate>2026-03-02T09:15:00.5Z extra</pubDate>", at("2026-03-02T09:15:00Z"), None),  # by feedparser's own reading
        ("<pubDate>2026</pubDate>", None, None),  # no day
        ("<pubDate>yesterday</pubDate>", None, None),
        ("<pubDate>Mon, 02 Mar 2099 09:15:00 GMT</pubDate>", None, None),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", None, None),
        ("<pubDate>0001-01-01T00:00:00Z</pubDate>", None, None),
    ],
)
def test_a_time_is_as_precise_as_its_words_and_never_absurd(dates: str, published: Moment | None, updated: Moment | None):
    found = entry(dates)
    assert (found.published, found.updated) == (published, updated)


@pytest.mark.parametrize(
    ("links", "link"),
    [
        ("<link>https://quay.example/a b\n?c=|</link>", "https://quay.example/a%20b?c=%7C"),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>file:///etc/passwd</link>", None),
        ("<link>http://[</link>", None),
        ("<link>mailto:ida@quay.example</link>", None),
        ("<guid>https://quay.example/a</guid>", "https://quay.example/a"),
        ("<guid isPermaLink='false'>https://quay.example/a</guid>", None),
        (
            "<link>https://click.example/x</link><feedburner:origLink>https://quay.example/a</feedburner:origLink>",
            "https://quay.example/a",
        ),
        ("<link>https://quay.example/" + "a" * 3000 + "</link>", None),
    ],
)
def test_a_link_is_an_absolute_web_address(links: str, link: str | None):
    assert entry(links).link == link


def test_the_entries_of_an_ill_formed_feed_are_kept():
    whole = RSS.replace("<item/>", "<item><title>Rope & crane</title></item>")
    found = parsed(whole)
    assert isinstance(found, Feed)
    assert [one.title for one in found.entries] == ["Crane falls at AT&T", "Rope & crane"]
    assert found.fault == "line 16: not well-formed (invalid token)"
    cut = parsed(whole[: whole.index("Rope") + 4])
    assert isinstance(cut, Feed)
    assert [one.title for one in cut.entries] == ["Crane falls at AT&T", None]


def test_a_thousand_entries_are_kept_and_the_rest_is_counted():
    found = parsed(f"<rss version='2.0'><channel>{'<item><title>t</title></item>' * 1003}</channel></rss>")
    assert isinstance(found, Feed)
    assert (len(found.entries), found.dropped) == (1000, 3)


def test_fields_are_capped():
    word = "kran " * 50_000
    found = entry(
        f"<title>{word}</title><guid isPermaLink='false'>{word}</guid><dc:creator>{word}</dc:creator><description>{word * 5}</description>"
        + "".join(f"<category>{number}{word[:500]}</category>" for number in range(80))
    )
    assert len(found.title or "") <= 500
    assert len(found.id or "") <= 2000
    assert len(found.author or "") <= 200
    assert len(found.summary or "") <= 1_000_000
    assert len(found.tags) == 50
    assert max(map(len, found.tags)) <= 100


@pytest.mark.parametrize(
    ("content", "failure"),
    [
        (b"", ParseFailure(FailureKind.EMPTY)),
        (b"\xef\xbb\xbf \r\n\t\0", ParseFailure(FailureKind.EMPTY)),
        (b"\xff\xfe", ParseFailure(FailureKind.EMPTY)),
        (b"crane", ParseFailure(FailureKind.OTHER, "neither RSS, Atom nor JSON Feed")),
        (
            b"<urlset><url><loc>https://quay.example/</loc></url></urlset>",
            ParseFailure(FailureKind.OTHER, "neither RSS, Atom nor JSON Feed"),
        ),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ParseFailure(FailureKind.OTHER, "neither RSS, Atom nor JSON Feed")),
        (b"<br />Warning<html><body>", ParseFailure(FailureKind.HTML)),
        ("\ufeff<!DOCTYPE HTML><p>".encode("utf-16"), ParseFailure(FailureKind.HTML)),
        (
            b"<?xml version='1.0'?><!-- a --><!-- b -->\n<!doctype html><link rel=alternate type=application/rss+xml title=News href=/rss>",
            ParseFailure(FailureKind.HTML, feeds=(FoundFeed("https://quay.example/rss", "News"),)),
        ),
    ],
)
def test_what_is_no_feed_is_told_apart(content: bytes, failure: ParseFailure):
    assert parsed(content, "application/rss+xml") == failure


def test_rubbish_before_a_feed_does_not_hide_it():
    found = parsed("<br /><b>Warning</b>: crane\n" + RSS)
    assert isinstance(found, Feed)
    assert len(found.entries) == 2


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        ("<rss version='2.0'><channel><item><title>Зерно</title></item></channel></rss>".encode(), None),
        ("<rss version='2.0'><channel><item><title>Зерно</title></item></channel></rss>".encode(), "text/xml"),
        (
            "<rss version='2.0'><channel><item><title>Зерно</title></item></channel></rss>".encode("koi8-r"),
            "text/xml; charset=koi8-r",
        ),
        (
            "<?xml version='1.0' encoding='windows-1251'?><rss><channel><item><title>Зерно</title></item></channel></rss>".encode(
                "cp1251"
            ),
            None,
        ),
        ("<rss version='2.0'><channel><item><title>Зерно</title></item></channel></rss>".encode("utf-16"), None),
        (
            "\ufeff<rss version='2.0'><channel><item><title>Зерно\0\x1b</title></item></channel></rss>".encode(),
            "application/rss+xml",
        ),
    ],
)
def test_the_charset_is_found(content: bytes, content_type: str | None):
    found = parsed(content, content_type)
    assert isinstance(found, Feed)
    assert [one.title for one in found.entries] == ["Зерно"]


# Runs in a process of its own, because an audit hook cannot be taken away again.
AUDITED = """
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from newsfold.sources.feed import parse_feed
from newsfold.sources.opml import parse_opml
from newsfold.sources.sitemap import parse_sitemap

SECRET, URL, NOW = "file://" + sys.argv[1], "https://quay.example/feed", datetime(2026, 3, 10, tzinfo=UTC)
RSS = "<rss version='2.0'><channel><title>{0}</title><item><title>{0}</title><link>{1}</link><description>{0}</description></item></channel></rss>"
LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 12))
DOCTYPES = [
    f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{SECRET}">]>',
    f'<!DOCTYPE rss SYSTEM "{SECRET}">',
    '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss.dtd">',
    '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p; <!ENTITY x "y">]>',
    f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY x "&l11;">]>',
    f'<!DOCTYPE rss [<!ENTITY x "{"x" * 50000}">]>',
]
ALL = [f"<?xml version='1.0'?>{kind}{RSS.format('&x;' * 200, SECRET)}" for kind in DOCTYPES]
ALL += [SECRET, sys.argv[1], "http://127.0.0.1:9/feed", RSS.format("<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='x'/>", SECRET)]
ALL += [f"<?xml-stylesheet href='{SECRET}'?>" + RSS.format("a", "b"), "<html><base href='file:///'><link rel=alternate type=text/xml href='etc/feed'>"]

parse_feed(RSS.format("x", "y").encode(), URL, None, now=NOW)  # loads what is only loaded at need
parse_feed(b"<rss>&", URL, None, now=NOW)
parse_feed(b"<html>", URL, None, now=NOW)
parse_sitemap(b"x", URL, now=NOW)
opened = []
sys.addaudithook(lambda event, arguments: event.startswith(("open", "socket.", "subprocess.", "os.")) and opened.append((event, arguments)))
for text in ALL:
    outcomes = [
        parse_feed(text.encode(), URL, None, now=NOW),
        parse_sitemap(text.replace("rss", "urlset").encode(), URL, now=NOW),
        parse_opml(text.replace("rss", "opml").encode()),
    ]
    assert "secret" not in repr(outcomes), outcomes
    assert len(repr(outcomes)) < 1_000_000
assert not opened, opened
print(len(ALL))
"""


def test_parsing_opens_no_file_and_no_socket(tmp_path: Path):
    (tmp_path / "key").write_text("secret")
    run = subprocess.run([sys.executable, "-c", AUDITED, tmp_path / "key"], capture_output=True, text=True, check=False, timeout=60)
    assert (run.stdout, run.stderr) == ("12\n", "")


def flat(value: object) -> list[str]:
    """The strings in a field."""
    if isinstance(value, tuple):
        return [word for one in value for word in flat(one)]
    return [value] if isinstance(value, str) else []


def test_feeds_are_read_by_an_expat_that_bounds_what_entities_grow_to():
    # feedparser prefers another parser where it is installed, which opens what a document type names.
    assert importlib.util.find_spec("drv_libxml2") is None
    assert pyexpat.version_info >= (2, 4, 1)


MARKUP = st.lists(
    st.sampled_from(
        [
            *(
                "<rss version='2.0'>",
                "<channel>",
                "<item>",
                "</item>",
                "<title>",
                "</title>",
                "<link>",
                "</link>",
                "<guid>",
                "</guid>",
                "&amp;",
                "&",
            ),
            *(
                "<feed xmlns='http://www.w3.org/2005/Atom'>",
                "<entry>",
                "</entry>",
                "<author>",
                "<name>",
                "</name>",
                "</author>",
                "<![CDATA[",
                "]]>",
            ),
            *(
                "<pubDate>",
                "</pubDate>",
                "<source url='x'>",
                "</source>",
                "<description>",
                "</description>",
                "<content type='text'>",
                "\0",
                "é",
            ),
            *(
                "Mon, 02 Mar 2026 09:15:00 CET",
                "9999-12-31T23:59:59-23:59",
                "http://quay.example/a",
                "<category term='x'/>",
                "\ud83d",
                "crane",
            ),
            *(
                '{"items": [',
                '{"id": 7, "url": "http://[", "tags": [[], 3, "x"]}',
                '{"authors": [3, {"name": []}]}',
                "]}",
                ",",
                "<?xml version='1.0'?>",
            ),
        ]
    ),
    max_size=40,
).map("".join)


@given(
    MARKUP | st.binary(max_size=300).map(lambda raw: raw.decode("latin-1")),
    st.sampled_from(["utf-8", "utf-16", "latin-1", "utf-32"]),
)
def test_whatever_is_parsed_can_be_stored(text: str, charset: str):
    found = parsed(text.encode(charset, "replace"))
    if isinstance(found, Feed):
        "".join(word for one in found.entries for field in astuple(one) for word in flat(field)).encode()
        for one in found.entries:
            assert all(web_address(address) == address for address in (one.link, one.source_url) if address is not None)
            for words in (one.id, one.title, one.author, one.source_title, *one.tags):
                assert words is None or ("\0" not in words and words == words.strip() != "")
