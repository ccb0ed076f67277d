"""Settings: the defaults of the file, then the user's own, then the environment, then the command line; nothing unknown passes."""

from pathlib import Path

import pytest

from newsfold.errors import SettingsError
from newsfold.settings import load


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """A user without any settings."""
    for name in ("NEWSFOLD_DB", "NEWSFOLD_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_without_any_word_of_the_user_the_defaults_hold_and_the_database_is_in_the_users_data(tmp_path: Path):
    settings = load()
    assert settings.db == str(tmp_path / "data" / "newsfold" / "newsfold.db")
    assert settings.watch.sources == str(tmp_path / "config" / "newsfold" / "sources.toml")
    assert (settings.read.batch, settings.canonical.ranks) == (500, {})


def test_each_word_outranks_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    written(tmp_path / "config" / "newsfold" / "config.toml", 'db = "usual.db"\n[read]\nbatch = 7\n')
    assert (load().db, load().read.batch, load().clean.deadline_s) == ("usual.db", 7, 30.0)
    monkeypatch.setenv(
        "NEWSFOLD_CONFIG", str(written(tmp_path / "named.toml", 'db = "named.db"\n[canonical.ranks]\n"a.example" = 1\n'))
    )
    assert (load().db, load().read.batch, load().canonical.ranks) == ("named.db", 500, {"a.example": 1})
    assert load(written(tmp_path / "option.toml", 'db = "option.db"\n')).db == "option.db"
    monkeypatch.setenv("NEWSFOLD_DB", "environment.db")
    monkeypatch.setenv("NEWSFOLD_CLEAN__DEADLINE_S", "2.5")
    assert (load().db, load().clean.deadline_s, load().clean.workers) == ("environment.db", 2.5, 0)
    assert load(db="line.db").db == "line.db"
    monkeypatch.setenv("NEWSFOLD_WATCH__SOURCES", "~/environment.toml")
    assert load().watch.sources == str(Path("~/environment.toml").expanduser())
    assert load(sources="line.toml").watch.sources == "line.toml"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("[read]\nbatches = 7\n", "setting read.batches", id="unknown"),
        pytest.param("[read]\nbatch = 0\n", "setting read.batch", id="impossible"),
        pytest.param('[canonical]\nrules = ["loudest"]\n', "setting canonical.rules.0", id="no such rule"),
        pytest.param('[canonical]\nrules = ["earliest", "earliest"]\n', "a rule is named twice", id="a rule twice"),
        pytest.param("[canonical]\nearliest_step_s = 0\n", "setting canonical.earliest_step_s", id="no step"),
        pytest.param('[watch]\ncontact = "a\\nb"\n', "setting watch.contact", id="a contact that would break a header"),
        pytest.param("[read\n", "cannot read the configuration", id="no TOML"),
        pytest.param("read = 3\n", "setting read", id="no section"),
    ],
)
def test_what_cannot_be_is_refused_by_name(tmp_path: Path, text: str, said: str):
    file = written(tmp_path / "own.toml", text)
    with pytest.raises(SettingsError, match=said) as refused:
        load(file)
    assert str(file) in str(refused.value)


def test_a_configuration_that_is_named_must_be_there(tmp_path: Path):
    with pytest.raises(SettingsError, match="cannot read the configuration"):
        load(tmp_path / "nowhere.toml")


def test_what_is_wrong_in_the_environment_is_said_to_be_there(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEWSFOLD_READ__BATCH", "many")
    with pytest.raises(SettingsError, match=r"setting read.batch: .* \(in the environment\)"):
        load()


def test_other_rules_may_be_tried():
    canonical = load().canonical
    assert canonical.by_rules(["first_seen"]) == canonical.model_copy(update={"rules": ("first_seen",)})
    with pytest.raises(SettingsError, match=r"^rules loudest: Input should be"):
        canonical.by_rules(["loudest"])
