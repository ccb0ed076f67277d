from __future__ import annotations

from pathlib import Path

import pytest

from newsfold import shipped
from newsfold.errors import SettingsError
from newsfold.sources.watchlist import Source, load, parse

PATH = Path("/etc/newsfold/sources.toml")
EXAMPLE = shipped.default_config().with_name("sources.example.toml")

WHOLE = """
[sources.quay]
kind = "feed"
url = "https://quay.example/rss"
name = "The Quay"
rank = 3
tags = ["harbour", "local news"]
interval = "90s"
language = "en-GB"
text = "feed"
headers = { "X-Key" = "secret" }
max_items = 5
allow_private = ["quay.example", "192.0.2.7"]
enabled = false

[sources.archive]
kind = "warc"
folder = "../crawls"
cron = "5,35 6-22/2 1 JAN-mar mon,wed-fri"

[sources."2026"]
kind = "page"
url = "https://quay.example/"
"""


def test_sources_are_read_in_their_order():
    quay, archive, third = parse(WHOLE, PATH)
    assert quay == Source(
        key="quay",
        kind="feed",
        url="https://quay.example/rss",
        name="The Quay",
        rank=3,
        tags=("harbour", "local news"),
        interval="90s",
        language="en-GB",
        text="feed",
        headers={"X-Key": "secret"},
        max_items=5,
        allow_private=("quay.example", "192.0.2.7"),
        enabled=False,
    )
    assert archive == Source(key="archive", kind="warc", folder="/etc/crawls", cron="5,35 6-22/2 1 JAN-mar mon,wed-fri")
    assert third == Source(key="2026", kind="page", url="https://quay.example/")
    assert [source.interval_s for source in (quay, archive, third)] == [90, None, 1800]
    assert "secret" not in repr(quay)


def test_a_folder_is_seen_from_the_file_s_own_or_from_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", "/home/ida")
    path = tmp_path / "sources.toml"
    path.write_text(
        "".join(
            f"[sources.{key}]\nkind='folder'\nfolder='{folder}'\n" for key, folder in (("a", "~/x"), ("b", "y/../z"), ("c", "/w"))
        )
    )
    assert [source.folder for source in load(path)] == ["/home/ida/x", str(tmp_path / "z"), "/w"]


def test_an_empty_list_is_a_list():
    assert parse("", PATH) == ()


def test_the_example_is_a_feed_a_sitemap_and_a_folder_and_names_every_setting():
    assert [source.kind for source in load(EXAMPLE)] == ["feed", "sitemap", "folder"]
    text = EXAMPLE.read_text(encoding="utf-8")
    assert not [name for name in Source.model_fields if name != "key" and f"{name} = " not in text]
    first = text.split("\n\n")[1]
    (told,) = parse(
        "\n".join(line.removeprefix("# ") if " = " in line and "cron" not in line else line for line in first.split("\n")), PATH
    )
    assert told.headers == {"Authorization": "Bearer ..."}
    assert told.model_fields_set == Source.model_fields.keys() - {"folder", "cron"}
    defaults = {name: Source.model_fields[name].default for name in ("text", "enabled")}
    assert {name: getattr(told, name) for name in defaults} == defaults


FEED = "kind = 'feed'\nurl = 'https://quay.example/rss'\n"
FAULTS = {
    "interval = 5": "sources.quay.interval: Input should be a valid string",
    "interval = '5 min'": "sources.quay.interval: an interval is a number and s, m, h or d, from 1m to 31d",
    "interval = '59s'": "sources.quay.interval: an interval is a number and s, m, h or d, from 1m to 31d",
    "interval = '32d'": "sources.quay.interval: an interval is a number and s, m, h or d, from 1m to 31d",
    "interval = '1h'\ncron = '5 * * * *'": "sources.quay: either 'interval' or 'cron', not both",
    "cron = '* * *'": "sources.quay.cron: a cron expression has five fields (minute, hour, day, month, weekday), this one has 3",
    "cron = '60 * * * *'": "sources.quay.cron: '60' is no minute",
    "cron = '5/10 * * * *'": "sources.quay.cron: '5/10' is no minute",
    "cron = '5- * * * *'": "sources.quay.cron: '5-' is no minute",
    "cron = '* 9-5 * * *'": "sources.quay.cron: '9-5' is no hour",
    "cron = '* * 1,,2 * *'": "sources.quay.cron: '' is no day",
    "cron = '* * * * 1-5'": "sources.quay.cron: '1-5' is no weekday; weekdays are written mon to sun",
    "refresh = 5": "sources.quay.refresh: Extra inputs are not permitted",
    "key = 'x'": "sources.quay.key of its own: Extra inputs are not permitted",
    "rank = '3'": "sources.quay.rank: Input should be a valid integer",
    "max_items = 0": "sources.quay.max_items: Input should be greater than 0",
    "language = 'English, mostly'": "sources.quay.language: not a language tag",
    "tags = ['a,b']": "sources.quay.tags: a tag has no comma, no slash, at most 100 characters, and is written once",
    "tags = ['a', 'a']": "sources.quay.tags: a tag has no comma, no slash, at most 100 characters, and is written once",
    "headers = { Host = 'x' }": "sources.quay.headers: header 'Host' cannot be set",
    "headers = { 'a b' = 'x' }": "sources.quay.headers: header 'a b' cannot be set",
    'headers = { a = "x\\r\\nb: y" }': "sources.quay.headers: the value of header 'a' is not plain ASCII",
    "allow_private = ['https://quay.example']": "sources.quay.allow_private: a host is its exact name or address, in lower case, without port",
    "folder = '/x'": "sources.quay: a source of kind 'feed' takes no 'folder'",
}


@pytest.mark.parametrize("wrong", FAULTS)
def test_a_setting_that_cannot_be_is_named_with_file_and_key(wrong: str):
    with pytest.raises(SettingsError) as raised:
        parse(f"[sources.quay]\n{FEED}{wrong}\n", PATH)
    assert str(raised.value) == f"{PATH}: {FAULTS[wrong]}"


TEXTS = {
    "[sources.quay]\nkind = 'feed'": "sources.quay: a source of kind 'feed' needs 'url'",
    "[sources.quay]\nkind = 'podcast'": "sources.quay.kind: Input should be 'feed', 'sitemap', 'page', 'folder' or 'warc'",
    "[sources.quay]\nkind = 'feed'\nurl = '/rss'": "sources.quay.url: not an http or https address",
    "[sources.quay]\nkind = 'feed'\nurl = 'https://ida:secret@quay.example/'": "sources.quay.url: name and password belong into 'headers'",
    "[sources.quay]\nkind = 'page'\nurl = 'https://quay.example/'\ntext = 'page'": "sources.quay: only a feed takes 'text'",
    "[sources.quay]\nkind = 'folder'\nfolder = '/x'\nheaders = {}": "sources.quay: a source of kind 'folder' takes no 'headers'",
    "[sources.quay]\nkind = 'folder'\nfolder = 7": "sources.quay.folder: Input should be a valid string",
    "[sources.Quay]\nkind = 'folder'\nfolder = '/x'": (
        "sources.Quay: a key is up to 64 of a-z, 0-9, - and _, and begins with one of the first two"
    ),
    "sources = 7": "sources: only tables of the form [sources.KEY] are known",
    "[source.quay]": "source: only tables of the form [sources.KEY] are known",
    "[sources]\nquay = 7": "sources.quay.kind: Input should be 'feed', 'sitemap', 'page', 'folder' or 'warc'",
    f"[sources.a]\n{FEED}[sources.b]\n{FEED}rank = 'x'\n[sources.c]\n{FEED}": (
        "sources.b.rank: Input should be a valid integer; sources.c: the same place as sources.a"
    ),
}


@pytest.mark.parametrize("text", TEXTS)
def test_every_source_at_fault_is_named(text: str):
    with pytest.raises(SettingsError) as raised:
        parse(text, PATH)
    assert str(raised.value) == f"{PATH}: {TEXTS[text]}"


def test_a_source_s_folder_is_absolute():
    with pytest.raises(ValueError, match="not an absolute path"):
        Source(key="quay", kind="folder", folder="news")


def test_what_is_no_toml_or_no_file_is_named(tmp_path: Path):
    (tmp_path / "bad.toml").write_text("[sources")
    (tmp_path / "latin.toml").write_bytes(b"# \xe9")
    for name in ("bad.toml", "latin.toml", "missing.toml"):
        with pytest.raises(SettingsError, match=f"cannot read the sources .*{name}: "):
            load(tmp_path / name)
