"""Settings as the commands that make clusters see them."""

from pathlib import Path

import pytest

from newsfold.cli.options import ranked
from newsfold.errors import SettingsError
from newsfold.settings import load


def test_the_watch_list_ranks_sites_and_the_settings_outrank_it(tmp_path: Path):
    listed = tmp_path / "sources.toml"
    listed.write_text(
        '[sources.a]\nkind = "feed"\nurl = "https://www.a.example/feed"\nrank = 3\n'
        '[sources.b]\nkind = "feed"\nurl = "https://b.example/feed"\nrank = 4\n'
        '[sources.c]\nkind = "feed"\nurl = "https://c.example/feed"\n',
        encoding="utf-8",
    )
    own = tmp_path / "config.toml"
    own.write_text('[canonical.ranks]\n"b.example" = 1\n', encoding="utf-8")
    settings = ranked(load(own, sources=str(listed)))
    assert settings.canonical.ranks == {"a.example": 3, "b.example": 1}
    assert settings.canonical.rules == load(own).canonical.rules


def test_without_a_watch_list_only_the_settings_count(tmp_path: Path):
    settings = load(None, sources=str(tmp_path / "none.toml"))
    assert ranked(settings) == settings


def test_a_broken_watch_list_is_named(tmp_path: Path):
    listed = tmp_path / "sources.toml"
    listed.write_text("[sources.a\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"sources\.toml"):
        ranked(load(None, sources=str(listed)))
