"""That nothing which a test started lives on when the test is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tied import tied

STARTING = "import subprocess, sys, tied; subprocess.run(tied.tied([sys.executable, '-c', sys.argv[1]]))"
LIVING = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
SOON_S = 30.0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent is gone")
def test_a_process_that_is_tied_is_killed_with_the_one_that_started_it():
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", STARTING, LIVING]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        os.kill(child, 0)
        parent.kill()
    end = time.monotonic() + SOON_S
    while Path(f"/proc/{child}").exists():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform != "linux", reason="as above")
def test_a_process_whose_parent_has_gone_does_not_even_begin():
    late = tied([sys.executable, "-c", "print('begun')"])
    late[3] = "1"
    done = subprocess.run(late, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_a_process_that_is_tied_is_the_command_itself():
    code = "import signal, sys; print(sys.argv[1:], sys.flags.isolated, sys.flags.no_site)"
    done = subprocess.run(tied([sys.executable, "-c", code, "-x", "a b"]), capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("['-x', 'a b'] 0 0\n", "")
    killed = subprocess.run(tied([sys.executable, "-c", "import os; os.kill(os.getpid(), 15)"]), check=False)
    assert killed.returncode == -signal.SIGTERM
