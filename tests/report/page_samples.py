"""Pages of clusters and overviews that the tests of HTML share; and the same of whatever somebody may call things."""

from __future__ import annotations

from dataclasses import replace

from newsfold.model import Relation
from newsfold.views.backgrounds import Background
from newsfold.views.browsing import CopyView
from newsfold.views.clusters import ClusterView, VariantView
from newsfold.views.contests import Candidate, Contest, Fared, Fate
from newsfold.views.decisions import ArticleBrief
from newsfold.views.explanations import Alignment, Passage
from newsfold.views.histories import Happening, History, HistoryLine
from newsfold.views.overviews import Borrowing, Counts, Overview, Period, Rewritten, SiteFigures, SizeClass, Span
from newsfold.views.pages import ClusterPage, Matrix, Shares, Sighting, VariantPage
from report.samples import CANONICAL, CLUSTER, EXPLANATION, PAIR, SINGLE, article

AT = 1_773_576_000
"""2026-03-15T12:00:00+00:00."""
DAY = 86_400

_COPIES = (
    CopyView(15, "mirror/harrow-wire/libya-talks.html", None, "Libya talks end", "mirror.example", "2026-03-10T20:05:00+00:00"),
    CopyView(16, "mirror/planet/entry-8812.html", "https://planet.example/8812", None, None, None),
)
_ARABIC = "انتهت المحادثات الليبية في مالطا دون هدنة."
_CHINESE = "利比亚各派在马耳他的会谈破裂。"

PAGE = ClusterPage(
    cluster=CLUSTER,
    variants=(
        VariantPage(CLUSTER.variants[0], Shares(0.25, 0.5, 0.25), EXPLANATION.passages),
        VariantPage(CLUSTER.variants[1]),
        VariantPage(
            CLUSTER.variants[2],
            Shares(0.0, 0.004, 0.996),
            (
                Passage(Alignment.REWORDED, _ARABIC, _CHINESE, 0.4, ((0, 5),), ((0, 3),)),
                Passage(Alignment.ONLY_B, None, _CHINESE, 0.0),
            ),
        ),
    ),
    copies=_COPIES,
    matrix=Matrix(
        (11, 12, 14, 19), ((None, 4.2, 1.1, 7.9), (4.2, None, None, 3.3), (1.1, None, None, -2.5), (7.9, 3.3, -2.5, None)), 3
    ),
    sightings=(Sighting(11, "harrow-wire", AT), Sighting(12, "globaldesk", AT + 60)),
    history=History(
        11,
        ArticleBrief(11, "wire/11.html", "Libya talks"),
        6,
        (),
        (HistoryLine("2026-03-10T18:10:00+00:00", Happening.CREATED, 11),),
    ),
    background=Background(
        Contest(
            ("source_rank", "earliest"),
            (
                Candidate(11, "wire/11.html", "harrowwire.example", (Fared("100", Fate.STAYED), Fared("first", Fate.STAYED))),
                Candidate(12, "desk/12.html", None, (Fared("100", Fate.STAYED), Fared("later", Fate.FELL_OUT))),
            ),
            "earliest",
        )
    ),
)
PAGES = (
    PAGE,
    ClusterPage(PAIR, tuple(VariantPage(variant) for variant in PAIR.variants)),
    ClusterPage(SINGLE, ()),
)

OVERVIEW = Overview(
    at=AT,
    counts=Counts(1_234, 970, 148, 31, 233, 57, 4, 12, 3),
    span=Span.DAY,
    periods=tuple(Period(AT - (14 - day) * DAY, day * 7 % 40, day * 3 % 20) for day in range(15)),
    sizes=(SizeClass(1, 1, 822), SizeClass(2, 2, 90), SizeClass(3, 9, 55), SizeClass(10, None, 3)),
    rewritten=(Rewritten(11, CANONICAL, 6, 3, 5), Rewritten(999, article(999, title=None, site=None), 4, 2, 4)),
    sites=(
        SiteFigures("harrowwire.example", 120, 14, 2, 9, -300),
        SiteFigures("globaldesk24.example", 80, 0, 20, 31, 18_600),
        SiteFigures("sahelmonitor.example", 12, 3, 0, 4, None),
    ),
    borrowings=(
        Borrowing("globaldesk24.example", "harrowwire.example", 12, 20, 18_600),
        Borrowing("sahelmonitor.example", "harrowwire.example", 0, 3, None),
    ),
)
EMPTY = Overview(AT, Counts(0, 0, 0, 0, 0, 0, 0, 0, 0), Span.DAY, (), (), (), (), ())


def page_of(text: str, url: str | None = None) -> ClusterPage:
    """A page on which whatever can come from elsewhere is `text`, and every address `url`."""
    told = {"origin": text, "url": url, "title": text, "site": text, "author": text, "published": text, "lang": text}
    canonical, variant = article(11, **told, copies=(text,)), article(12, **told, copies=(text, text))
    silent = article(13, **told | {"title": None, "site": None})
    views = [VariantView(one, Relation.REWRITE, 1.5) for one in (variant, silent)]
    passages = (
        Passage(Alignment.SAME, text, text, 1.0, ((0, len(text)),), ((0, len(text)),)),
        Passage(Alignment.REWORDED, text, text, 0.5, ((0, len(text) // 2),), ((len(text) // 2, len(text)),)),
        Passage(Alignment.ONLY_A, text, None, 0.0),
        Passage(Alignment.ONLY_B, None, text, 0.0),
    )
    copies = (CopyView(20, text, url, text, text, text), CopyView(21, text, url, text, None, None))
    brief = ArticleBrief(11, text, text, text, text)
    return ClusterPage(
        cluster=ClusterView(11, canonical, f"earliest: {text}", tuple(views)),
        variants=tuple(VariantPage(view, Shares(0.5, 0.25, 0.25), passages, copies) for view in views),
        copies=copies,
        matrix=Matrix((11, 12, 13), ((None, 1.5, None), (1.5, None, 1.5), (None, 1.5, None))),
        sightings=(Sighting(11, text, AT),),
        history=History(
            11, brief, 3, (), (HistoryLine("2026-03-10T18:10:00+00:00", Happening.REVISED, 11, brief, revision=2, title=text),)
        ),
        background=Background(Contest(("earliest",), (Candidate(11, text, text, (Fared(text, Fate.STAYED),)),), "earliest")),
    )


def overview_of(text: str, url: str | None = None) -> Overview:
    """The overview of a store in which every site and story is called `text`."""
    shown = article(11, title=text, site=text, origin=text, url=url, lang=text)
    return replace(
        OVERVIEW,
        rewritten=(Rewritten(11, shown, 2, 1, 1),),
        sites=(SiteFigures(text, 3, 2, 1, 0, 60),),
        borrowings=(Borrowing(text, text, 1, 2, 60),),
    )
