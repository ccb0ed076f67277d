"""What this machine has."""

import os
from pathlib import Path

import pytest

from newsfold import machine


def physical() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


@pytest.mark.parametrize(("told", "expected"), [("1048576\n", 1 << 20), ("max\n", None), (f"{1 << 62}\n", None), (None, None)])
def test_a_container_has_what_it_may_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str | None, expected: int | None):
    limit = tmp_path / "memory.max"
    if told:
        limit.write_text(told, encoding="ascii")
    monkeypatch.setattr(machine, "_LIMITS", (limit,))
    assert machine.memory_bytes() == (expected or physical())
