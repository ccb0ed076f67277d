"""The long trials in scripts/, in their short forms."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tied import tied

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def tried(script: str, *arguments: str) -> str:
    """What a trial prints that finds nothing wrong."""
    done = subprocess.run(tied([sys.executable, str(SCRIPTS / script), *arguments]), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8 for itself")
def test_killed_at_random_moments_it_loses_nothing_and_asks_for_nothing_too_soon():
    found = tried("kill9-daemon", "--kills", "5", "--feeds", "4", "--pages", "24", "--revised", "0")
    assert "5 kills" in found
    assert ": 0 differences, 0 lost, 0 left processes behind\n" in found
    assert found.count(", 0 within the interval of the one before;") == 4


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only Linux tells what a process holds")
def test_in_the_long_run_no_file_stays_open():
    assert "  open files: +0.00 in 300 turns" in tried("soak", "--ticks", "300", "--feeds", "0")
