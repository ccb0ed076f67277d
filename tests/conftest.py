"""What holds for the whole suite."""

import io
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import settings

from databases import SERVER, Fresh, Memory, PostgreSQL, server

# Times are no matter of tests, and where nobody looks a test must not fail by chance.
settings.register_profile("newsfold", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("newsfold")

FEW = 4

# Rooms of pure functions, where every branch can be reached by a test, and is. The floor for the whole is in pyproject.toml.
PURE = (
    *("text.py", "address.py", "lines.py", "dates.py", "tracking.py", "workers.py", "sources/*", "clean/*", "match/*", "cluster/*"),
    *(f"daemon/{name}.py" for name in ("policy", "planning", "content", "settling", "claims", "steps", "refusals", "known")),
)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Count coverage below a floor as one failed test, so that pytest's closing line tells of it. `--cov-fail-under=0` lifts both."""
    result = yield
    plugin: Any = session.config.pluginmanager.get_plugin("_cov")
    if plugin is not None and plugin.options.cov_fail_under and not session.config.option.collectonly:
        missing = io.StringIO()
        covered = plugin.cov_controller.cov.report(include=[f"*/newsfold/{room}" for room in PURE], file=missing)
        if plugin.cov_total < plugin.options.cov_fail_under:
            _fail(session, "coverage of the whole", f"{plugin.cov_total:.2f} %, wanted are {plugin.options.cov_fail_under} %")
        if covered < 100:
            _fail(session, "coverage of the pure rooms", missing.getvalue())
    return result


@pytest.fixture(scope="session")
def postgresql() -> Generator[PostgreSQL]:
    """The databases of a PostgreSQL server."""
    try:
        with server() as made:
            yield made
    except psycopg.OperationalError:
        pytest.skip(f"no PostgreSQL answers at {SERVER}; NEWSFOLD_TEST_POSTGRESQL names another")


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest) -> Fresh:
    """Gives empty databases of both kinds, for whatever must be so on both."""
    if request.param == "sqlite":
        return Memory()
    made: PostgreSQL = request.getfixturevalue("postgresql")
    return made


@pytest.fixture(autouse=True)
def few_examples(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer examples of a property on PostgreSQL, where each takes longer: what is true of texts is tried on SQLite."""
    given = getattr(request.function, "hypothesis", None)
    kind = getattr(request.node, "callspec", None) and request.node.callspec.params.get("fresh")
    if given is not None and kind == "postgresql":
        name = "_hypothesis_internal_use_settings"  # Hypothesis reads it when the test is called
        own: settings = getattr(request.function, name, None) or settings()
        monkeypatch.setattr(request.function, name, settings(own, max_examples=min(own.max_examples, FEW)), raising=False)


@pytest.fixture
def database(fresh: Fresh, tmp_path: Path) -> str:
    """The name of an empty database that can be opened more than once."""
    return str(tmp_path / "a.db") if fresh.kind == "sqlite" else fresh()


def _fail(session: pytest.Session, name: str, text: str) -> None:
    report = pytest.TestReport(name, ("pyproject.toml", None, name), {}, "failed", text, "call")
    session.config.hook.pytest_runtest_logreport(report=report)
