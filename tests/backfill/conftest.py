"""What needs Java is skipped where there is none."""

import shutil

import pytest


@pytest.fixture
def java() -> None:
    """Skips the test where Spark cannot start."""
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none on the path")
