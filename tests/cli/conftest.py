"""Hand-written stand-ins for the store, the ingestion and the explanation, put where the commands look for them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

import newsfold.evaluate.evaluation
import newsfold.explain
import newsfold.fold.contesting
import newsfold.ingest
import newsfold.store.store
from newsfold.cli.main import app
from newsfold.errors import NotFound
from report.samples import (
    APART,
    CLUSTERS,
    EVALUATION,
    EXPLANATION,
    PAIRS_EVALUATION,
    RECLUSTERING,
    SKIPS,
    SUMMARY,
    UNCHANGED,
)
from report.steering_samples import BACKGROUND

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from typer.testing import Result

    from newsfold.model import Reason
    from newsfold.settings import CanonicalSettings, Settings
    from newsfold.views.backgrounds import Background
    from newsfold.views.clusters import ClusterView
    from newsfold.views.evaluations import Evaluation
    from newsfold.views.explanations import Explanation
    from newsfold.views.reclusterings import Reclustering
    from newsfold.views.runs import SkipView, Summary


@dataclass
class House:
    """What stands behind the commands: what they find there, what they asked for, and what is to go wrong."""

    clusters: Sequence[ClusterView] = CLUSTERS
    skipped: Sequence[SkipView] = SKIPS
    summary: Summary = SUMMARY
    merged: dict[int, int] = field(default_factory=dict[int, int])
    fault: BaseException | None = None
    opened: list[str] = field(default_factory=list[str])
    asked: list[dict[str, object]] = field(default_factory=list[dict[str, object]])

    @contextmanager
    def open(self, url: str, *, scheme: str | None = None) -> Generator[House]:  # noqa: ARG002 the store's own
        if self.fault:
            raise self.fault
        self.opened.append(url)
        yield self

    def report(self, *, limit: int, **asked: object) -> list[ClusterView]:
        self.asked.append({"limit": limit, **asked})
        return list(self.clusters[:limit])

    def cluster(self, wanted: int) -> ClusterView:
        for cluster in self.clusters:
            if cluster.id == self.merged.get(wanted, wanted):
                return cluster
        message = f"no cluster {wanted}"
        raise NotFound(message)

    def skips(self, *, limit: int | None, reason: Reason | None) -> list[SkipView]:
        return [skip for skip in self.skipped if reason in {None, skip.reason}][:limit]

    def ingest(
        self, paths: Sequence[str], settings: Settings, *, stdin: BinaryIO, progress: Callable[[int], None], wait_s: float
    ) -> Summary:
        if self.fault:
            raise self.fault
        self.opened.append(settings.db)
        self.asked.append({"paths": paths, "stdin": stdin.read() if "-" in paths else b"", "wait_s": wait_s})
        progress(1)
        return self.summary

    def rebuild(self, settings: Settings) -> int:
        self.opened.append(settings.db)
        return len(self.clusters)

    def recluster(self, settings: Settings, threshold: float, *, keep: bool) -> Reclustering:
        if self.fault:
            raise self.fault
        self.opened.append(settings.db)
        self.asked.append({"threshold": threshold, "keep": keep})
        return RECLUSTERING if keep else UNCHANGED

    def evaluate_file(
        self, path: str, settings: Settings, *, worst: int, progress: Callable[[int], None]
    ) -> tuple[Evaluation, Summary]:
        self.opened.append(settings.db)
        self.asked.append({"file": path, "worst": worst})
        progress(1)
        return EVALUATION, self.summary

    def evaluate_pairs(self, path: str, settings: Settings, *, worst: int) -> Evaluation:
        self.opened.append(settings.db)
        self.asked.append({"pairs": path, "worst": worst})
        return PAIRS_EVALUATION

    def background(self, store: House, cluster: int, policy: CanonicalSettings) -> Background:
        assert store is self
        self.asked.append({"background": cluster, "rules": policy.rules})
        return BACKGROUND

    def explain(self, store: House, a: str, b: str, encoder: object) -> Explanation:
        assert (store is self, encoder) == (True, None)
        self.asked.append({"a": a, "b": b})
        return EXPLANATION if b == "12" else APART


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> House:
    stand_in = House()
    monkeypatch.setattr(newsfold.store.store, "Store", stand_in)
    monkeypatch.setattr(newsfold.ingest, "ingest", stand_in.ingest)
    monkeypatch.setattr(newsfold.ingest, "rebuild", stand_in.rebuild)
    monkeypatch.setattr(newsfold.ingest, "recluster", stand_in.recluster)
    monkeypatch.setattr(newsfold.evaluate.evaluation, "evaluate_file", stand_in.evaluate_file)
    monkeypatch.setattr(newsfold.evaluate.evaluation, "evaluate_pairs", stand_in.evaluate_pairs)
    monkeypatch.setattr(newsfold.explain, "explain", stand_in.explain)
    monkeypatch.setattr(newsfold.fold.contesting, "background", stand_in.background)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no-config"))
    monkeypatch.setenv("NEWSFOLD_DB", "environment.db")
    monkeypatch.setenv("COLUMNS", "80")
    return stand_in


@pytest.fixture
def newsfold_(house: House) -> Callable[..., Result]:  # noqa: ARG001 the stand-ins must be in place
    def call(*arguments: str, stdin: bytes = b"") -> Result:
        return CliRunner().invoke(app, list(arguments), input=stdin)

    return call
