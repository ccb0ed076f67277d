"""The trial of the simulated network, in its small form."""

import subprocess
import sys
from pathlib import Path

from tied import tied

WATCH = Path(__file__).parents[2] / "scripts" / "watch"


def test_a_network_full_of_faults_costs_healthy_sources_nothing():
    done = subprocess.run(tied([sys.executable, str(WATCH), "--small"]), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "crashes: 0; articles lost: 0;" in done.stdout
