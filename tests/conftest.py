"""What holds for the whole suite."""

import io
import os
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import settings

# Times are no matter of tests, and where nobody looks a test must not fail by chance.
settings.register_profile("newsfold", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("newsfold")

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


def _fail(session: pytest.Session, name: str, text: str) -> None:
    report = pytest.TestReport(name, ("pyproject.toml", None, name), {}, "failed", text, "call")
    session.config.hook.pytest_runtest_logreport(report=report)
