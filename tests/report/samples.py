"""Clusters, explanations, skips and summaries that the tests of reports and commands share; written for the project."""

from __future__ import annotations

from newsfold.model import Reason, Relation
from newsfold.views.clusters import ArticleView, ClusterView, VariantView
from newsfold.views.evaluations import CandidateQuality, CurvePoint, Evaluation, Quality, WrongPair
from newsfold.views.explanations import Alignment, Conflict, Explanation, Mention, Mentions, Passage, SecondOpinion, Term
from newsfold.views.reclusterings import ArticleName, ClusterBrief, Reclustering, Recrowned, Regrouped, Relocated
from newsfold.views.runs import SkipView, Summary


def article(number: int = 1, **changes: object) -> ArticleView:
    fields: dict[str, object] = {
        "id": number,
        "origin": f"wire/{number}.html",
        "url": f"https://harrowwire.example/{number}",
        "title": "Ferry Astrid runs aground off Nordhavn",
        "site": "harrowwire.example",
        "author": "Konrad Debattista",
        "published": "2026-03-02T09:15:00+01:00",
        "first_seen": "2026-03-05T12:00:00+00:00",
        "lang": "en",
        "words": 412,
        "copies": (),
    }
    return ArticleView(**(fields | changes))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # the fields above have the types


CANONICAL = article(
    11,
    title="Libya talks in Malta end without truce as sides clash over desert airfield",
    url="https://harrowwire.example/world/africa/libya-talks-malta-end-without-truce",
    published="2026-03-10T18:05:00+01:00",
    copies=("mirror/harrow-wire/libya-talks.html", "mirror/planet/entry-8812.html"),
)
REWRITE = article(
    12,
    title="Libya Rivals Leave Malta Without Ceasefire in Row Over Airfield",
    site="globaldesk24.example",
    url="https://globaldesk24.example/2026/03/10/libya-rivals-leave-malta-without-ceasefire",
    author=None,
    published="2026-03-10T22:15:00+00:00",
    words=337,
)
EXCERPT = article(
    14,
    title=None,
    site="dailyledger.example",
    url=None,
    author=None,
    published="2026-03-11",
    words=83,
    origin="feeds/ledger.jsonl#411",
)
EXPANDED = article(
    19,
    title="利比亚各派在马耳他的会谈破裂：争议的中心是沙漠中唯一的一条铺装跑道",  # noqa: RUF001 Chinese has a colon of its own
    site="sahelmonitor.example",
    url="https://sahelmonitor.example/19",
    author="Staff",
    published="2026-03-12T20:20:00+00:00",
    lang="zh",
    words=1494,
)
CLUSTER = ClusterView(
    id=11,
    canonical=CANONICAL,
    canonical_reason="earliest: published 5 h 10 min before article 12",
    variants=(
        VariantView(REWRITE, Relation.REWRITE, 4.217),
        VariantView(EXCERPT, Relation.EXCERPT, 1.05),
        VariantView(EXPANDED, Relation.EXPANDED, 7.9),
    ),
)
PAIR = ClusterView(
    id=3_142,
    canonical=article(
        3142,
        title="Council approves plan to turn disused tram depot into 240 flats",
        published="2026-03-09",
        site="townpost.example",
    ),
    canonical_reason="source_rank: 1 before 100",
    variants=(
        VariantView(article(3150, published=None), Relation.LIGHT_EDIT, 9.31),
        VariantView(article(3151, published=None), Relation.LIGHT_EDIT, 8.8),
    ),
)
SINGLE = ClusterView(
    id=7, canonical=article(7, title=None, site=None, published=None, url=None), canonical_reason="the only article", variants=()
)
CLUSTERS = (CLUSTER, PAIR, SINGLE)

EXPLANATION = Explanation(
    a=CANONICAL,
    b=REWRITE,
    together=True,
    exact=False,
    sketched=True,
    log_odds=4.217,
    base=-3.4,
    terms=(
        Term("rare_words", "rare words in common, weighted", 0.61, 3.912),
        Term("names", "names of the shorter text found in the longer", 0.88, 2.45),
        Term("numbers", "numbers of the shorter text found in the longer", 0.5, -0.39),
        Term("phrases", "runs of five words in common", 0.12, 1.295),
        Term("length", "length of the shorter to that of the longer", 0.82, 0.35),
    ),
    passages=(
        Passage(
            Alignment.SAME,
            "The envoy is due to brief the Security Council next week.",
            "The envoy is due to brief the Security Council next week.",
            1.0,
        ),
        Passage(
            Alignment.SAME,
            "Observers from Egypt and Turkey left without speaking to the press.",
            "Observers from Egypt and Turkey left without talking to the press.",
            0.95,
        ),
        Passage(
            Alignment.REWORDED,
            "UN envoy Ingeborg Aastveit said both parties had accepted the principle of a halt to the fighting but had balked at the map "
            "attached to it.",
            "Both sides had agreed in principle to stop fighting but had balked at the map, UN envoy Ingeborg Aastveit said.",
            0.64,
            ((0, 26), (62, 71), (89, 97), (106, 112), (120, 123)),
            ((25, 34), (43, 51), (60, 66), (74, 77), (79, 105)),
        ),
        Passage(Alignment.ONLY_A, "A previous truce, signed in 2023, collapsed within days.", None, 0.0),
        Passage(Alignment.ONLY_B, None, "Oil futures were little changed.", 0.0),
    ),
    names=Mentions(
        common=(
            Mention("Ingeborg Aastveit", "Ingeborg Astveit", 1.75),
            Mention("LIBYA", "Libya", 0.75),
            *(Mention(name, name, 0.75) for name in ("Tripoli", "Fezzan", "Malta", "Egypt", "Turkey", "Umm al-Jidaya")),
        ),
        only_a=(Mention("Harrow Wire", None, 1.5),),
        only_b=tuple(Mention(None, f"Name {letter}", 0.75) for letter in "ABCDEFGHIJKLMN"),
    ),
    figures=Mentions(
        common=(Mention("1,150 fighters", "1.150 fighters", 0.875), Mention("ten", "10 days", 0.625)),
        only_a=(Mention("2023", None, 0.625),),
    ),
    conflicts=(
        Conflict("…shelling killed 14 people in the…", "At least 17 people were killed…", (17, 19), (9, 11)),
        Conflict("…seized by council forces in March 2024.", "…in March 2025.", (35, 39), (10, 14)),
    ),
    words=(Mention("airfield", "airfields", 0.6), Mention("tarmac", "tarmac", 0.58)),
    second_opinion=SecondOpinion("use-multilingual-3", undecided=True, added=0.41),
)
APART = Explanation(
    a=CANONICAL,
    b=article(20, title="Libya talks in Geneva end with no election law", published="2026-03-27T18:30:00+01:00"),
    together=False,
    exact=False,
    sketched=False,
    log_odds=-6.02,
    base=-3.4,
    terms=(Term("rare_words", "rare words in common, weighted", 0.11, -2.62),),
    passages=(),
    names=Mentions(only_b=(Mention(None, "Geneva", 0.75),)),
    second_opinion=SecondOpinion("use-multilingual-3", undecided=False, added=None),
)
EXACT = Explanation(
    a=CANONICAL, b=CANONICAL, together=True, exact=True, sketched=True, log_odds=0.0, base=0.0, terms=(), passages=()
)

SKIPS = (
    SkipView("notes/empty.txt", "/data/news", Reason.EMPTY, "", "2026-03-05T12:00:00+00:00"),
    SkipView(
        "feeds/ledger.jsonl#7", "/data/news", Reason.BAD_JSON, "line 7, column 12: expecting ','", "2026-03-05T12:00:01+00:00"
    ),
    SkipView("feeds/ledger.jsonl#9", "/data/news", Reason.BAD_JSON, "line 9: not an object", "2026-03-05T12:00:01+00:00"),
)
SUMMARY = Summary(
    read=1234,
    new=1200,
    revised=3,
    copies=8,
    unchanged=20,
    skipped={Reason.EMPTY: 1, Reason.BAD_JSON: 2},
    clusters=970,
    seconds={"clean": 41.25, "match": 6.5, "store": 2.25},
)

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[bold red]markup[/bold red] [link=https://x.example]x[/link]",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b31m",
    "user\u202egpj.exe \u2066isolated\u2069 zero\u200bwidth\ufeff",
    '=HYPERLINK("https://x.example";"x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "line one\nline two\r\nline | three",
    "`code` *star* _under_ ~~gone~~ # head ![i](javascript:alert(1)) [l](https://x.example) www.x.example https://x.example a@x.example",
    "lone \ud800 surrogate, NUL \x00, NEL \x85, LS \u2028, tag \U000e0041",
    'quote " comma , semicolon ; backslash \\',
    "word " * 2_000,
    "unbroken" * 400,
    "",
)

EVALUATION = Evaluation(
    documents=96,
    same=120,
    different=4_440,
    threshold=0.0,
    bcubed=Quality(0.9817, 0.9602, 0.9708),
    pairs=Quality(0.9752, 0.9833, 0.9793),
    model=None,
    candidates=CandidateQuality(pair_recall=0.9917, cluster_recall=1.0, pairs=1_344, each=7.1667, share=0.075_438_6),
    curve=(
        CurvePoint(-0.5, Quality(0.9, 1.0, 0.9474), present=False),
        CurvePoint(0.0, Quality(0.9817, 0.9602, 0.9708), present=True),
        CurvePoint(0.5, Quality(1.0, 0.88, 0.9362), present=False),
    ),
    joined_wrongly=3,
    missed=1,
    false_joins=(
        WrongPair(CANONICAL, EXPANDED, None, 0.0, sketched=True, terms=()),
        WrongPair(CANONICAL, REWRITE, 4.217, -3.4, sketched=True, terms=EXPLANATION.terms[:3]),
    ),
    misses=(WrongPair(CANONICAL, EXCERPT, -6.02, -3.4, sketched=False, terms=APART.terms),),
)
PAIRS_EVALUATION = Evaluation(
    documents=2,
    same=1,
    different=0,
    threshold=1.25,
    bcubed=None,
    pairs=Quality(1.0, 1.0, 1.0),
    model=Quality(1.0, 0.0, 0.0),
    candidates=CandidateQuality(pair_recall=1.0, cluster_recall=None, pairs=1, each=1.0, share=1.0),
    curve=(CurvePoint(1.25, Quality(1.0, 1.0, 1.0), present=True),),
    joined_wrongly=0,
    missed=0,
    false_joins=(),
    misses=(),
)


def brief(view: ClusterView, articles: int) -> ClusterBrief:
    return ClusterBrief(view.id, named(view.canonical), articles)


def named(view: ArticleView) -> ArticleName:
    return ArticleName(view.id, view.origin, view.title)


RECLUSTERING = Reclustering(
    before=0.0,
    after=1.5,
    stored=True,
    splits=(
        Regrouped((brief(CLUSTER, 6),), (brief(CLUSTER, 5), ClusterBrief(3_143, named(EXCERPT), 1))),
        Regrouped((brief(PAIR, 3),), (brief(PAIR, 2), ClusterBrief(3_144, named(article(3151)), 1))),
    ),
    mergers=(Regrouped((brief(SINGLE, 1), brief(PAIR, 3)), (brief(SINGLE, 4),)),),
    moves=(Relocated(named(REWRITE), 2, brief(CLUSTER, 6), brief(PAIR, 4)),),
    canonicals=(Recrowned(brief(PAIR, 3), named(article(3150)), named(PAIR.canonical)),),
)
UNCHANGED = Reclustering(before=0.0, after=-0.5, stored=False, splits=(), mergers=(), moves=(), canonicals=())
