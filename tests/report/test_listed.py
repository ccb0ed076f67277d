"""Which watched source listed an article first, as reports tell it."""

from dataclasses import replace

from newsfold.report import markdown, records
from newsfold.report.terminal.clusters import cluster_whole
from newsfold.report.terminal.screen import Screen
from newsfold.views.backgrounds import Background
from newsfold.views.contests import Candidate, Contest
from newsfold.views.pages import Sighting
from report.samples import CLUSTER

AT = 1_773_162_300  # 2026-03-10T17:05:00Z
FIRST = CLUSTER.canonical
SECOND = CLUSTER.variants[0].article
CONTEST = Contest((), (Candidate(FIRST.id, FIRST.origin, FIRST.site, ()),), "")
LISTED = Background(CONTEST, sightings=(Sighting(FIRST.id, "harbour", AT), Sighting(SECOND.id, "quay-2", AT + 3_600)))


def test_a_person_reads_it_beside_each_article():
    shown = cluster_whole(CLUSTER, Screen(80), LISTED)
    lines = [" ".join(line.split()) for line in shown.splitlines() if "listed" in line]
    assert lines == ["listed first by harbour, 2026-03-10 17:05", "listed first by quay-2, 2026-03-10 18:05"]
    assert "listed" not in cluster_whole(CLUSTER, Screen(80), replace(LISTED, sightings=()))


def test_a_program_has_it_in_full():
    assert records.cluster_whole(CLUSTER, LISTED)["sightings"] == [
        {"article": FIRST.id, "source": "harbour", "first_seen": "2026-03-10T17:05:00+00:00"},
        {"article": SECOND.id, "source": "quay-2", "first_seen": "2026-03-10T18:05:00+00:00"},
    ]


def test_markdown_has_it_in_one_line():
    shown = markdown.cluster_markdown(CLUSTER, LISTED)
    wanted = f"First listed: article {FIRST.id} by harbour, 2026-03-10 17:05 · article {SECOND.id} by quay-2, 2026-03-10 18:05."
    assert wanted in shown.replace("\\", "").splitlines()
    assert "First listed" not in markdown.cluster_markdown(CLUSTER, replace(LISTED, sightings=()))
