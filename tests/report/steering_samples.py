"""Decisions, contests, histories and other canonicals that the tests of reports and commands share; written for the project."""

from __future__ import annotations

from dataclasses import replace

from newsfold.model import Act, Decision
from newsfold.views.backgrounds import Background
from newsfold.views.contests import Candidate, Contest, Fared, Fate
from newsfold.views.decisions import ArticleBrief, Binding, ClusterSize, DecisionView, Imported, Outcome, State
from newsfold.views.histories import ClusterPast, Happening, History, HistoryLine
from newsfold.views.recrownings import OtherCanonical, Recrowning
from report.samples import CANONICAL, EXCERPT, EXPANDED, EXPLANATION, REWRITE, article


def brief_of(number: int, **changes: object) -> ArticleBrief:
    view = article(number, **changes)
    return ArticleBrief(view.id, view.origin, view.title, view.site, view.published)


WIRE, DESK, LEDGER, SAHEL = (
    ArticleBrief(view.id, view.origin, view.title, view.site, view.published) for view in (CANONICAL, REWRITE, EXCERPT, EXPANDED)
)
GONE = ArticleBrief(77)

SAME = DecisionView(
    Decision(4, Act.SAME, 11, 14, "ana", "2026-03-12T08:15:00+00:00", "the same dispatch; only the first two paragraphs"),
    WIRE,
    LEDGER,
    State.IN_FORCE,
)
DIFFERENT = DecisionView(
    Decision(5, Act.DIFFERENT, 12, 19, "bo", "2026-03-12T09:00:00+01:00"), DESK, SAHEL, State.UNDONE, undone_by=7
)
SPEAKS = DecisionView(
    Decision(6, Act.CANONICAL, 12, None, "ana", "2026-03-12T10:00:00+00:00", "our own desk"), DESK, None, State.IN_FORCE
)
UNDO = DecisionView(
    Decision(7, Act.UNDO, 12, 5, "bo", "2026-03-13T10:00:00+00:00", "read it again"),
    DESK,
    SAHEL,
    State.IN_FORCE,
    undoes=DIFFERENT.decision,
)
MOOT = DecisionView(
    Decision(8, Act.DIFFERENT, 11, 77, "cy", "2026-03-13T11:00:00+00:00"),
    WIRE,
    GONE,
    State.MOOT,
    reason="articles 11 and 77 have the same words",
)
PENDING = DecisionView(Decision(9, Act.SAME, 12, 19, "ana", "2026-03-13T12:00:00+00:00"), DESK, SAHEL, State.PENDING)
DECISIONS = (PENDING, MOOT, UNDO, SPEAKS, DIFFERENT, SAME)

DIRECT = Binding(same=True, decisions=(SAME,))
CHAINED = Binding(
    same=False,
    decisions=(SAME, PENDING),
    chain="articles 14 and 11: same (decision 4, by ana) · articles 11 and 19: different (decision 9, by ana)",
)
BOUND = replace(EXPLANATION, binding=DIRECT)

MERGED = Outcome(
    SAME,
    known=False,
    applied=True,
    standing=((WIRE, ClusterSize(3, 6, WIRE)), (LEDGER, ClusterSize(3, 6, WIRE))),
    merged=((7, 3), (9, 3)),
    changed=(3, 12, 15),
)
SPLIT = Outcome(
    replace(DIFFERENT, state=State.IN_FORCE, undone_by=None),
    known=False,
    applied=True,
    standing=((DESK, ClusterSize(3, 4, WIRE)), (SAHEL, ClusterSize(20, 1, SAHEL))),
    changed=(3, 20),
)
CROWNED = Outcome(SPEAKS, known=False, applied=True, standing=((DESK, ClusterSize(3, 4, DESK)),), changed=(3,))
KNOWN = Outcome(SPEAKS, known=True, applied=True, standing=((DESK, ClusterSize(3, 4, DESK)),))
NOTED = Outcome(PENDING, known=False, applied=False, standing=())
UNDONE = Outcome(
    UNDO, known=False, applied=True, standing=((DESK, ClusterSize(3, 5, WIRE)), (SAHEL, ClusterSize(3, 5, WIRE))), changed=(3,)
)
OUTCOMES = {"merged": MERGED, "split": SPLIT, "crowned": CROWNED, "known": KNOWN, "noted": NOTED, "undone": UNDONE}

IMPORTED = Imported(
    noted=12, known=3, refused=((4, "no article a.html (from /in) is here"), (9, "is no decision: JSON")), applied=False
)

RULES = ("source_rank", "not_excerpt", "earliest", "newest_revision", "most_complete")


def candidate(of: ArticleBrief, *fared: tuple[str, Fate]) -> Candidate:
    return Candidate(of.id, of.origin or "", of.site, tuple(Fared(*how) for how in fared))


CONTEST = Contest(
    RULES,
    (
        candidate(
            WIRE,
            ("100", Fate.STAYED),
            ("whole", Fate.STAYED),
            ("2026-03-10T18:05:00+01:00", Fate.STAYED),
            ("", Fate.UNASKED),
            ("376 words", Fate.UNASKED),
        ),
        candidate(
            DESK,
            ("100", Fate.STAYED),
            ("whole", Fate.STAYED),
            ("2026-03-10T22:15:00+00:00", Fate.FELL_OUT),
            ("2026-03-12T08:00:00+00:00", Fate.OUT),
            ("337 words", Fate.OUT),
        ),
        candidate(
            replace(SAHEL, site=None),
            ("100", Fate.STAYED),
            ("whole", Fate.STAYED),
            ("", Fate.FELL_OUT),
            ("", Fate.OUT),
            ("1,494 words", Fate.OUT),
        ),
        candidate(
            LEDGER,
            ("100", Fate.STAYED),
            ("excerpt", Fate.FELL_OUT),
            ("2026-03-11", Fate.OUT),
            ("", Fate.OUT),
            ("83 words", Fate.OUT),
        ),
    ),
    "earliest",
)
BACKGROUND = Background(CONTEST, None, (SAME, MOOT, PENDING))
ALONE = Background(
    Contest(
        RULES,
        (replace(CONTEST.candidates[0], fared=tuple(replace(how, fate=Fate.UNASKED) for how in CONTEST.candidates[0].fared)),),
        "",
    )
)

PAST = ClusterPast(7, SAHEL, 3)
HISTORY = History(
    cluster=3,
    canonical=WIRE,
    articles=6,
    merged=(PAST, ClusterPast(9, LEDGER, 3)),
    lines=(
        HistoryLine("2026-03-10T18:30:00+00:00", Happening.CREATED, 3),
        HistoryLine("2026-03-10T18:30:00+00:00", Happening.CAME, 3, WIRE, title=WIRE.title),
        HistoryLine("2026-03-11T06:00:00+00:00", Happening.CREATED, 7, other=ClusterPast(2, LEDGER, None)),
        HistoryLine("2026-03-11T06:00:00+00:00", Happening.QUARANTINED, 7),
        HistoryLine("2026-03-11T09:00:00+00:00", Happening.CAME, 3, LEDGER),
        HistoryLine("2026-03-11T10:00:00+00:00", Happening.REVISED, 3, WIRE, revision=2, title="Libya talks in Malta collapse"),
        HistoryLine("2026-03-12T08:00:00+00:00", Happening.DECIDED, 3, DESK, decision=DIFFERENT),
        HistoryLine("2026-03-12T08:15:00+00:00", Happening.DECIDED, 3, WIRE, decision=SAME),
        HistoryLine("2026-03-12T08:15:00+00:00", Happening.MERGED, 3, other=PAST),
        HistoryLine("2026-03-12T08:15:00+00:00", Happening.CANONICAL, 3, WIRE),
        HistoryLine("2026-03-13T10:00:00+00:00", Happening.DECIDED, 3, DESK, decision=UNDO),
        HistoryLine("2026-03-13T10:00:00+00:00", Happening.SPLIT, 3, other=ClusterPast(20, SAHEL, None)),
        HistoryLine("2026-03-13T11:00:00+00:00", Happening.DECIDED, 3, WIRE, decision=MOOT),
        HistoryLine("2026-03-13T11:30:00+00:00", Happening.CANONICAL, 3, GONE),
    ),
)

RECROWNING = Recrowning(
    rules=("source_rank", "earliest"),
    clusters=1_204,
    articles=5_310,
    decided=1,
    changes=(
        OtherCanonical(3, 6, WIRE, DESK, "source_rank: globaldesk24.example has rank 1, the next best harrowwire.example 100"),
        OtherCanonical(3_142, 2, brief_of(3142), LEDGER, "earliest: published 2026-03-11, the next best at an unknown time"),
    ),
)
UNMOVED = Recrowning(rules=("earliest",), clusters=1, articles=2, decided=0, changes=(), stored=True)
