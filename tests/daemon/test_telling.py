import structlog

from newsfold.daemon import telling
from newsfold.daemon.steps import Step
from newsfold.daemon.tick import Tick
from watch_builders import NOW, make_entry, make_state


def told(*steps: Step, more: Tick | None = None) -> list[dict[str, object]]:
    counts = sum((step.counts for step in steps), more or Tick())
    with structlog.testing.capture_logs() as logged:
        telling.stored(steps, counts, 0.12345)
    return [dict(entry) for entry in logged]


def test_each_source_that_was_read_has_a_line_of_its_own():
    due = "2026-03-02T10:30:00Z"
    lines = told(
        Step(source=make_state("a", NOW + 1_800), counts=Tick(entries_new=3, entries_revised=1)),
        Step(source=make_state("b", NOW + 1_800), counts=Tick(sources_unchanged=1)),
        Step(source=make_state("c", NOW + 1_800, moved_to="https://new.example/"), counts=Tick(sources_postponed=1)),
        Step(source=make_state("d", NOW + 1_800, errors=2, fault="timed out", paused="gone"), counts=Tick(sources_failed=1)),
    )
    common = {"event": "source read", "log_level": "info", "new": 0, "revised": 0, "next_due": due}
    assert lines == [
        common | {"source": "a", "outcome": "changed", "new": 3, "revised": 1},
        common | {"source": "b", "outcome": "unchanged"},
        common | {"source": "c", "outcome": "postponed", "moved_to": "https://new.example/"},
        common | {"source": "d", "outcome": "failed", "fault": "timed out", "errors": 2, "paused": "gone"},
    ]


def test_a_batch_has_one_line_with_all_that_became_of_it():
    lines = told(
        Step(entries=(make_entry("a", "one"),), counts=Tick(entries_taken=1)),
        Step(counts=Tick(skips=1, entries_refused=1)),
        more=Tick(articles_new=4, articles_revised=3, articles_copies=2, clusters_changed=5),
    )
    assert lines == [
        {
            "event": "batch stored",
            "log_level": "info",
            "new": 4,
            "revised": 3,
            "copies": 2,
            "clusters": 5,
            "skipped": 1,
            "entries_taken": 1,
            "entries_refused": 1,
            "seconds": 0.123,
        }
    ]


def test_a_fault_of_newsfold_is_told_as_one():
    state, entry = make_state("a"), make_entry("b", "one")
    lines = told(
        Step(source=state, counts=Tick(crashes=3), fault="a fault of newsfold: no"),
        Step(entries=(entry,), counts=Tick(crashes=1), fault="a fault of newsfold: nor here"),
    )
    assert [line for line in lines if line["log_level"] == "error"] == [
        {
            "event": "a fault of newsfold",
            "log_level": "error",
            "source": "a",
            "url": None,
            "inputs": 3,
            "fault": "a fault of newsfold: no",
        },
        {
            "event": "a fault of newsfold",
            "log_level": "error",
            "source": "b",
            "url": entry.url,
            "inputs": 1,
            "fault": "a fault of newsfold: nor here",
        },
    ]
