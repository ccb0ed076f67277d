"""Small builders for tests that need something in a store. Each value has a default that makes the whole valid."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from newsfold.changes import Changes, Event, Filed, Refiled
from newsfold.dates import span_of
from newsfold.model import Article, Body, Cluster, Link, Member, Moment, Relation, Signature, Skip, Span
from newsfold.text import body_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsfold.model import Reason

AT = "2026-03-02T10:00:00+00:00"
LATER = "2026-03-03T10:00:00+00:00"
LINES = b"\x01\x02\x03\x04"


def digest_of(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


def make_article(
    origin: str,
    text: str,
    *,
    source: str = "/in",
    site: str | None = "example.org",
    published: int | None = None,
    furniture: tuple[int, ...] = (),
    url: str | None = None,
) -> Article:
    return Article(
        source=source,
        origin=origin,
        digest=digest_of(text),
        text=text,
        furniture=furniture,
        url=url,
        title=f"Title of {origin}",
        site=site,
        author="A. Writer",
        published=None if published is None else Moment(f"epoch {published}", published),
        lang="en",
    )


def make_filed(number: int, article: Article, *, revised: bool = False, recurring: tuple[int, ...] = ()) -> Filed:
    return Filed(
        id=number,
        article=article,
        group=article.site or article.source,
        recurring=recurring,
        lines=LINES,
        body=body_for(article, recurring).id,
        revised=revised,
    )


def body_for(article: Article, recurring: tuple[int, ...] = ()) -> Body:
    return body_of(article.text, {*article.furniture, *recurring}, article.lang)


def make_signature(body: Body) -> Signature:
    return Signature(body.id, np.arange(4, dtype=np.uint32) + np.uint32(body.id & 0xFFFF))


def make_cluster(number: int, filed: Sequence[Filed], *, reason: str = "earliest") -> Cluster:
    """A cluster of the bodies of `filed`, each shown by the first article that has it; the first one is the canonical."""
    shown: dict[int, Filed] = {}
    for one in filed:
        shown.setdefault(one.body, one)
    members = [
        Member(one.body, one.id, Relation.COPY if place == 0 else Relation.REWRITE, None if place == 0 else 2.5)
        for place, one in enumerate(shown.values())
    ]
    return Cluster(number, filed[0].id, reason, tuple(members))


def make_link(one: Filed, two: Filed, log_odds: float = 2.5) -> Link:
    a, b = sorted((one.body, two.body))
    return Link(a, b, log_odds, (0.5, 0.25))


def make_changes(*groups: Sequence[Filed], first_cluster: int = 1, skips: tuple[Skip, ...] = ()) -> Changes:
    """All that a first batch stores: each group of new articles is a cluster, whose canonical is linked to every variant."""
    bodies = {one.body: body_for(one.article, one.recurring) for group in groups for one in group}
    clusters = tuple(make_cluster(number, group) for number, group in enumerate(groups, first_cluster))
    return Changes(
        filed=tuple(one for group in groups for one in group),
        skips=skips,
        bodies=tuple((body, make_signature(body)) for body in bodies.values()),
        spans=make_spans([one for group in groups for one in group]),
        links=tuple(
            make_link(group[0], other)
            for group in groups
            for other in {o.body: o for o in group}.values()
            if other.body != group[0].body
        ),
        clusters=clusters,
        events=tuple(Event(cluster.id, "created") for cluster in clusters),
    )


def make_spans(filed: Sequence[Filed]) -> tuple[tuple[int, Span], ...]:
    """When the articles of each body stand."""
    spans: dict[int, list[Span]] = {}
    for one in filed:
        published = one.article.published
        spans.setdefault(one.body, []).append(span_of(one.article.source, published.epoch if published else None, AT))
    return tuple((body, Span(min(one.since for one in some), max(one.until for one in some))) for body, some in spans.items())


def make_skip(origin: str, reason: Reason, detail: str = "", *, source: str = "/in") -> Skip:
    return Skip(source, origin, reason, detail)


def make_refiled(filed: Filed, recurring: tuple[int, ...]) -> Refiled:
    return Refiled(filed.id, recurring, body_for(filed.article, recurring).id)


def sample_changes() -> Changes:
    """Three clusters: a canonical with a copy and a rewrite, a pair, and a single one without any time; and one skip."""
    from newsfold.model import Reason  # noqa: PLC0415 only here at runtime

    report = [
        make_filed(1, make_article("a.html", "The bridge fell.\nNobody was hurt.", published=100, url="https://example.org/a")),
        make_filed(2, make_article("copy.html", "The bridge fell.\nNobody was hurt.", site="copy.example")),
        make_filed(
            3, make_article("rewrite.html", "A bridge has collapsed.\nThere were no injuries.", published=90, site="other.example")
        ),
    ]
    pair = [
        make_filed(4, make_article("b.html", "Prices rose by 3 %.", published=300)),
        make_filed(5, make_article("c.html", "Share\nPrices are up 3 %.", published=310, furniture=(0,))),
    ]
    single = [make_filed(6, make_article("d.html", "Rain is expected.", site=None))]
    return make_changes(report, pair, single, skips=(make_skip("bad.html", Reason.NOT_TEXT, "an image"),))
