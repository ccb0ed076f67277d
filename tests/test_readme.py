"""The README says what the code does: settings, exit codes, the JSON that is promised."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from newsfold.cli import exits
from newsfold.report.exports import clusters_json
from report.samples import CLUSTER

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def settings(values: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{prefix}{key}"
        flat |= settings(value, f"{name}.") if isinstance(value, dict) and value else {name: value}
    return flat


def test_the_settings_table_names_every_setting_with_its_default():
    defaults = tomllib.loads((REPOSITORY / "config" / "default.toml").read_text(encoding="utf-8"))
    rows = dict(re.findall(r"^\| `([\w.]+)` \| `([^`]*)` \|", README, flags=re.MULTILINE))
    assert rows == {name: json.dumps(value) for name, value in settings(defaults).items()}


def test_the_exit_codes_are_those_of_the_code():
    codes = set(re.findall(r"^\| (\d+) \|", README, flags=re.MULTILINE))
    assert codes == set(re.findall(r"^(\d+) ", exits.__doc__ or "", flags=re.MULTILINE))


def test_the_promised_form_is_that_of_the_report():
    promised = json.loads(re.search(r"```json\n(.*?)```", README, flags=re.DOTALL)[1])  # type: ignore[index]  # it is there
    shown = json.loads(clusters_json([CLUSTER]))
    assert keys(shown) == keys(promised)


def keys(value: Any) -> Any:  # noqa: ANN401 JSON
    """The keys, in order, of all objects; of a list those of its first item."""
    if isinstance(value, dict):
        return [(key, keys(inner)) for key, inner in value.items()]
    if isinstance(value, list):
        return [keys(inner) for inner in value[:1] if isinstance(inner, dict)]
    return None


@pytest.mark.parametrize("word", ["TODO", "FIXME"])
def test_nothing_is_left_to_be_done(word: str):
    assert word not in README
