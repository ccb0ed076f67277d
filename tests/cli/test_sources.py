"""`newsfold sources`, run for real: files on the disk, a server on this machine, a terminal where one is asked for."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from newsfold.cli.main import app
from newsfold.sources.opml import Outline, OutlinedFeed, parse_opml
from newsfold.sources.watchlist import Source, load
from newsfold.store.store import Store
from newsfold.watching import SourceState, WatchChanges
from server import Server, always, answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer.testing import Result

ITEM = "<item><title>Crane falls at Ashby</title><link>/crane</link><pubDate>Mon, 02 Mar 2026 09:15:00 +0100</pubDate></item>"
NEWSFOLD = [sys.executable, "-c", "from newsfold.cli.main import run; run()"]


def rss(title: str) -> bytes:
    return answer(
        "Content-Type: application/rss+xml",
        body=f"<rss version='2.0'><channel><title>{title}</title>{ITEM}</channel></rss>".encode(),
    )


def page(*feeds: str) -> bytes:
    links = "".join(f"<link rel=alternate type=application/rss+xml href={path}>" for path in feeds)
    return answer("Content-Type: text/html", body=f"<!doctype html><html><head>{links}</head><body>News</body></html>".encode())


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    documents = {
        "/": page("/rss", "/comments"),
        "/rss": rss("The Quay"),
        "/comments": rss("Comments \N{RIGHT-TO-LEFT OVERRIDE}on the Quay"),
        "/bare": page(),
        "/map": answer(body=b"<urlset><url><loc>/a</loc></url></urlset>"),
        "/text": answer(body=b"nothing of interest"),
        "/feed": answer(status=404),
        "/rss.xml": answer(status=404),
    }
    with Server() as running:
        running.faults |= {path: always(whole) for path, whole in documents.items()}
        yield running


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "NEWSFOLD_WATCH__GAP_S": "0",
        "COLUMNS": "80",
    }.items():
        monkeypatch.setenv(name, value)
    return tmp_path


@pytest.fixture
def list_file(home: Path) -> Path:
    return home / "config" / "newsfold" / "sources.toml"


def sources(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(app, ["sources", *arguments], input=stdin)


def told(result: Result) -> tuple[int, str, str]:
    return result.exit_code, result.stdout, result.stderr


def write(list_file: Path, text: str) -> None:
    list_file.parent.mkdir(parents=True)
    list_file.write_text(text, encoding="utf-8")


def test_without_a_command_the_help_is_shown():
    result = sources()
    assert (result.exit_code, result.stdout) == (2, "")
    assert all(name in result.stderr for name in ("add", "list", "check", "remove", "import", "export"))


def test_the_feed_of_a_site_is_found_and_added_once(server: Server, list_file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "250")
    first = sources("add", server.url(), "--allow-private", "--tag", "harbour", "--interval", "2h", "--rank", "5", "--db", "x.db")
    assert told(first) == (
        0,
        f"""Added the-quay: The Quay
  feed        {server.url("/rss")}
  now         1 entry, the newest "Crane falls at Ashby" (2026-03-02 08:15)
  list        {list_file}

Found too, and not added
  {server.url("/comments")}  Comments \\u202eon the Quay

Next
  newsfold run --once --db x.db
""",
        "",
    )
    expected = Source(
        key="the-quay", kind="feed", url=server.url("/rss"), name="The Quay", tags=("harbour",), interval="2h", rank=5, allow_private=("127.0.0.1",)
    )  # fmt: skip
    assert load(list_file) == (expected,)
    before = list_file.read_bytes()
    again = sources("add", server.url(), "--allow-private")
    assert told(again) == (2, "", f"newsfold: {server.url('/rss')} is watched already, as 'the-quay'\n")
    assert list_file.read_bytes() == before
    rest = sources("add", server.url(), "--allow-private", "--all")
    assert (rest.exit_code, load(list_file)[1].url) == (0, server.url("/comments"))
    assert f"{server.url('/rss')}  watched already, as 'the-quay'" in rest.stdout


def test_a_sitemap_a_page_and_a_folder_are_added(server: Server, list_file: Path, home: Path):
    (home / "news").mkdir()
    assert sources("add", server.url("/map"), "--allow-private", "--key", "map", "--quiet").stdout == ""
    assert sources("add", server.url("/bare"), "--allow-private", "--page", "--name", "Bare").exit_code == 0
    assert sources("add", str(home / "news"), "--sources", str(list_file)).exit_code == 0
    assert load(list_file) == (
        Source(key="map", kind="sitemap", url=server.url("/map"), allow_private=("127.0.0.1",)),
        Source(key="bare", kind="page", url=server.url("/bare"), name="Bare", allow_private=("127.0.0.1",)),
        Source(key="news", kind="folder", folder=str(home / "news")),
    )


def test_what_cannot_be_added_is_told_and_makes_no_list(server: Server, list_file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(list_file.parents[2])
    assert told(sources("add", server.url("/rss"))) == (
        1,
        "",
        f"newsfold: {server.url('/rss')}: refused address: 127.0.0.1: loopback\n",
    )
    assert told(sources("add", server.url("/text"), "--allow-private")) == (
        1,
        "",
        f"newsfold: {server.url('/text')}: neither a feed nor a sitemap nor a page\n",
    )
    assert told(sources("add", "nowhere")) == (2, "", "newsfold: 'nowhere' is neither an address nor a folder\n")
    assert sources("add", server.url("/rss"), "--interval", "3").exit_code == 2
    heard = len(server.heard)
    running = server.faults.pop("/rss")
    result = sources("add", server.url("/bare"), "--allow-private")
    server.faults["/rss"] = running
    message = f"newsfold: {server.url('/bare')} is a page, and no feed was found on its site by 8 requests; --page watches the page itself\n"
    assert told(result) == (2, "", message)
    assert len(server.heard) - heard == 8
    assert not list_file.exists()


def test_the_list_is_shown_with_and_without_a_database(list_file: Path, home: Path):
    assert told(sources("list")) == (0, "No source is watched yet.\n\nNext\n  newsfold sources add ADDRESS\n", "")
    write(
        list_file,
        "[sources.quay]\nkind = 'feed'\nurl = 'https://quay.example/rss'\n\n[sources.new]\nkind = 'page'\nurl = 'https://new.example/'\n",
    )
    database = str(home / "news.db")
    bare = json.loads(sources("list", "--format", "json", "--db", database).stdout)
    assert [(source["key"], source["health"]) for source in bare["sources"]] == [("quay", None), ("new", None)]
    assert not Path(database).exists()
    now = int(time.time())
    state = SourceState(
        "quay", "feed", "https://quay.example/rss", now + 750, 1800, errors=2, fault="timed out\x1b[31m", succeeded=now - 190
    )
    with Store.open(database, write=True) as store:
        store.watch(WatchChanges(sources=(state,)))
    shown = sources("list", "--db", database).stdout
    assert shown.splitlines()[2:] == [
        "quay                           3 min ago       0                       in 12 min",
        "feed",
        "2 errors in a row: timed",
        "out\\x1b[31m",
        "new                                never                                     now",
        "page",
        "",
        "2 sources · 1 in trouble",
    ]
    told_json = json.loads(CliRunner().invoke(app, ["--db", database, "sources", "list", "-f", "json"]).stdout)
    assert told_json["sources"][0]["health"]["errors"] == 2
    assert sources("list", "-f", "markdown", "--db", database).stdout.startswith("| Source | Name |")
    Path(database).write_bytes(b"no database")
    assert told(sources("list", "--db", database)) == (2, "", f"newsfold: {database} is not a database\n")


def test_every_source_is_checked_and_nothing_stored(server: Server, list_file: Path, home: Path):
    assert told(sources("check")) == (0, "", "newsfold: there is no source to check\n")
    allowed = 'allow_private = ["127.0.0.1"]'
    write(
        list_file,
        f"""[sources.quay]
kind = "feed"
url = "{server.url("/rss")}"
{allowed}
[sources.gone]
kind = "feed"
url = "{server.url("/gone")}"
{allowed}
[sources.map]
kind = "sitemap"
url = "{server.url("/map")}"
{allowed}
[sources.off]
kind = "feed"
url = "{server.url("/bare")}"
enabled = false
{allowed}
""",
    )
    fine = 'ok      quay  1 entry, the newest "Crane falls at Ashby" (2026-03-02 08:15)\n'
    gone = "failed  gone  status 410: gone\n"
    a_map = f'ok      map   1 page, the newest "{server.url("/a")}"\n'
    assert told(sources("check")) == (1, fine + gone + a_map, "")
    assert told(sources("check", "--quiet")) == (1, gone, "")
    assert told(sources("check", "map", "quay")) == (0, fine + a_map, "")
    assert told(sources("check", "off")) == (1, "failed  off  a page instead\n", "")
    assert told(sources("check", "quay", "nix")) == (2, "", "newsfold: there is no source 'nix'\n")
    assert not (home / "data").exists()


def test_a_source_is_removed_and_the_rest_stays(list_file: Path):
    text = "# Mine\n[sources.a]\nkind = 'folder'\nfolder = '/a'\n\n# B\n[sources.b]\nkind = 'folder'\nfolder = '/b'\n"
    write(list_file, text)
    assert told(sources("remove", "a")) == (0, "", "newsfold: removed a; its articles stay\n")
    assert list_file.read_text(encoding="utf-8") == "# Mine\n\n# B\n[sources.b]\nkind = 'folder'\nfolder = '/b'\n"
    assert told(sources("remove", "a", "--yes")) == (2, "", "newsfold: there is no source 'a'\n")
    assert told(sources("remove", "b", "--yes", "--quiet")) == (0, "", "")


def test_an_outline_goes_in_and_comes_out(list_file: Path, home: Path):
    outline = b"""<opml><body><outline text="News"><outline text="The Quay" xmlUrl="https://quay.example/rss"/></outline>
<outline text="Again" xmlUrl="https://quay.example/rss#top"/><outline text="Bad" xmlUrl="ftp://ida:secret@quay.example/&#x202e;"/></body></opml>"""
    given = home / "feeds.opml"
    given.write_bytes(outline)
    result = sources("import", str(given))
    assert told(result) == (
        1,
        """1 feed added · 1 there already · 1 refused
  added     the-quay  https://quay.example/rss
  there as  the-quay  https://quay.example/rss#top
""",
        "newsfold: 1 feed could not be taken in:\n  ftp://…@quay.example/\\u202e: not an http or https address\n",
    )
    with list_file.open("a") as file:
        file.write("[sources.local]\nkind = 'folder'\nfolder = '/a'\n")
    again = sources("import", "-", stdin=outline.replace(b"ftp", b"https").replace(b"ida:secret@", b"").replace(b"&#x202e;", b""))
    assert again.stdout.startswith("1 feed added · 2 there already · 0 refused\n")
    assert told(sources("import", "-", "--quiet", stdin=b"<opml/>")) == (0, "", "")
    told_out = sources("export", "-")
    assert told_out.stderr == "newsfold: 1 of 3 sources are no feeds, and not in the outline\n"
    feeds = (OutlinedFeed("https://quay.example/", "Bad"), OutlinedFeed("https://quay.example/rss", "The Quay", None, ("News",)))
    assert parse_opml(told_out.stdout_bytes) == Outline(feeds)
    assert told(sources("export", str(home / "out.opml"), "--quiet")) == (0, "", "")
    assert (home / "out.opml").read_bytes() == told_out.stdout_bytes
    assert sources("export", str(home)).exit_code == 2
    assert sources("export", str(home / "none" / "out.opml")).exit_code == 74


def test_what_is_no_outline_changes_nothing(list_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch):
    message = "newsfold: no outline of feeds (OPML): something else: no OPML\n"
    assert told(sources("import", "-", stdin=b"<rss/>")) == (2, "", message)
    missing = f"newsfold: cannot read {home}/none: No such file or directory\n"
    assert told(sources("import", str(home / "none"))) == (2, "", missing)
    monkeypatch.setenv("NEWSFOLD_READ__MAX_BYTES", "20")
    assert told(sources("import", "-", stdin=b"<opml></opml>" * 2)) == (2, "", "newsfold: - has more than 20 bytes\n")
    assert not list_file.exists()


def test_the_list_may_be_named_by_the_environment_and_a_broken_one_is_told(home: Path, monkeypatch: pytest.MonkeyPatch):
    path = home / "mine.toml"
    path.write_text("[sources.x]\nkind = 'feed'\n")
    monkeypatch.setenv("NEWSFOLD_SOURCES", str(path))
    message = f"newsfold: {path}: sources.x: a source of kind 'feed' needs 'url'\n"
    for command in (["list"], ["check"], ["remove", "x"], ["export", "-"], ["add", "quay.example"]):
        assert told(sources(*command)) == (2, "", message)


def on_a_terminal(arguments: list[str], typed: bytes) -> tuple[int, str]:
    """The exit code, and what was shown on the terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*NEWSFOLD, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ | {"TERM": "dumb"}
    )
    os.close(theirs)
    os.write(ours, typed)
    shown = io.BytesIO()
    try:
        while chunk := os.read(ours, 65_536):
            shown.write(chunk)
    except OSError:  # Linux: the other end has closed
        pass
    os.close(ours)
    return process.wait(timeout=60), shown.getvalue().decode()


@pytest.mark.parametrize(
    ("typed", "code", "paths"),
    [
        (b"\n", 0, ["/rss"]),
        (b"2\n", 0, ["/comments"]),
        (b"1, 2\n", 0, ["/rss", "/comments"]),
        (b"all\n", 0, ["/rss", "/comments"]),
        (b"3\n", 2, []),
        (b"\x04", 2, []),
    ],
)
def test_on_a_terminal_one_is_asked_which_feed(server: Server, list_file: Path, typed: bytes, code: int, paths: list[str]):
    exited, shown = on_a_terminal(["sources", "add", server.url(), "--allow-private"], typed)
    assert (exited, [source.url for source in load(list_file)] if list_file.exists() else []) == (
        code,
        [server.url(path) for path in paths],
    )
    assert "2 feeds found:" in shown
    assert "Comments \\u202eon the Quay" in shown


def test_on_a_terminal_one_is_asked_before_something_is_removed(list_file: Path):
    write(list_file, "[sources.a]\nkind = 'folder'\nfolder = '/a'\n")
    exited, shown = on_a_terminal(["sources", "remove", "a"], b"n\n")
    assert (exited, len(load(list_file))) == (0, 1)
    assert "Remove a (/a)? Its articles stay. [y/N]" in shown
    exited, _ = on_a_terminal(["sources", "remove", "a"], b"y\n")
    assert (exited, load(list_file)) == (0, ())


def test_on_a_terminal_one_is_asked_of_what_is_left(server: Server, list_file: Path):
    assert sources("add", server.url("/rss"), "--allow-private").exit_code == 0
    exited, shown = on_a_terminal(["sources", "add", server.url(), "--allow-private"], b"no\n")
    assert (exited, len(load(list_file))) == (2, 1)
    assert "1 feed found:" in shown
