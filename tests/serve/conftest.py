"""Pages of a small database, and a browser for them."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsfold.ingest import ingest
from newsfold.serve.app import application
from newsfold.serve.hosts import names_of
from newsfold.serve.visits import Keys
from newsfold.settings import load
from serve.asking_pages import Browser

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLE = Path(__file__).parents[2] / "scripts" / "sample"
TOKEN = "correct horse battery staple"


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two stories that were each told by several sites, and a few articles that stand alone."""
    path = tmp_path_factory.mktemp("sample") / "news.db"
    ingest([str(SAMPLE)], load(db=str(path)), stdin=io.BytesIO(), progress=lambda _count: None)
    return path


@pytest.fixture
def database(ingested: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return Path(shutil.copy(ingested, tmp_path / "news.db"))


@pytest.fixture
def opened(database: Path) -> Callable[..., Browser]:
    """Opens a browser at the pages of the database: `token` is what they want to see, `host` where they are."""

    def open_(token: str = "", host: str = "127.0.0.1") -> Browser:
        app = application(load(db=str(database)), names_of(host), Keys(token), "ana", cookie="newsfold_8788")
        return Browser(app, host=f"{host}:8788")

    return open_


@pytest.fixture
def browser(opened: Callable[..., Browser]) -> Browser:
    return opened()
