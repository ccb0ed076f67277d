"""Small stores to hand on from, and what reads the exports as their consumers do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from handing.samples import fill
from newsfold.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from databases import Fresh

_GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Store]:
    """Two stories, each told more than once, and a single article; everything there can be is there at least once."""
    with Store.open(fresh(), write=True) as opened:
        fill(opened)
        yield opened


@pytest.fixture
def golden() -> Callable[[str, bytes], None]:
    """Golden files: `NEWSFOLD_GOLDEN=write pytest tests/handing` writes them anew; then look at the difference."""

    def compare(name: str, content: bytes) -> None:
        path = _GOLDEN / name
        if os.environ.get("NEWSFOLD_GOLDEN") == "write":
            path.write_bytes(content)
        assert content.decode() == path.read_bytes().decode()

    return compare
