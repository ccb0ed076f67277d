"""The unit for systemd and the container, as far as they can be tried without either."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from newsfold.cli.main import app

CONFIG = Path(__file__).parents[2] / "config"
UNIT = (CONFIG / "newsfold.service").read_text(encoding="utf-8")
DOCKERFILE = (CONFIG / "Dockerfile").read_text(encoding="utf-8")
WORST_EXPOSURE = 2.0  # of 10; "OK" to systemd


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with a command that is on every machine."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("needs systemd-analyze")
    path = tmp_path / "newsfold.service"
    path.write_text(UNIT.replace("ExecStart=newsfold run", "ExecStart=true"), encoding="utf-8")
    return path


def test_systemd_understands_the_unit(unit: Path):
    verified = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False, timeout=60)
    assert (verified.returncode, [line for line in verified.stderr.splitlines() if unit.name in line]) == (0, [])


def test_the_unit_is_a_sandbox(unit: Path):
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", unit],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    exposure = re.search(r"Overall exposure level for newsfold\.service: ([0-9.]+)", judged.stdout)
    if not exposure:
        pytest.skip("this systemd does not judge units that are not loaded")
    assert float(exposure[1]) <= WORST_EXPOSURE


def test_what_the_container_starts_is_what_its_health_check_asks():
    started = re.search(r'^CMD \["run", "--health", "([^"]+)"\]$', DOCKERFILE, flags=re.MULTILINE)
    assert started
    assert f"urlopen('http://{started[1]}/readyz'" in DOCKERFILE


def test_both_start_commands_that_there_are():
    assert "ExecStart=newsfold run\n" in UNIT
    assert 'ENTRYPOINT ["newsfold"]' in DOCKERFILE
    shown = CliRunner().invoke(app, ["run", "--help"])
    assert (shown.exit_code, "--health" in shown.stdout) == (0, True)
