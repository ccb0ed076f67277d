"""Feeds: of each cluster one entry, its canonical article, under a name that never changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal
from uuid import uuid5

from newsfold.report.feeds import atom, json_feed
from newsfold.report.feeds.content import summary
from newsfold.report.figures import moment
from newsfold.report.handed import uri
from newsfold.report.safe import address, plain
from newsfold.views.feeds import Entry, Feed, Relative

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from newsfold.model import Relation
    from newsfold.store.store import Store
    from newsfold.views.feeds import News
    from newsfold.views.handing import HandedArticle, Wanted

LIMIT = 50
"""The entries of a feed, where nothing else is asked for."""

TITLE = "newsfold"

FeedForm = Literal["atom", "json-feed"]
MEDIA_TYPES: Mapping[FeedForm, str] = {"atom": atom.MEDIA_TYPE, "json-feed": json_feed.MEDIA_TYPE}

_RELATIVES = 100  # variants that an entry names
_MINUTE = timedelta(minutes=1)


def feed(
    store: Store, wanted: Wanted, *, limit: int = LIMIT, title: str = TITLE, url: str | None = None, text: bool = False
) -> Feed:
    """The feed of the newest clusters that are wanted, at most `limit`. `url` is where the feed itself will be found.

    The newest are those that have had their canonical for the shortest time. `text`: entries show whole texts.
    """
    with store.one_state():
        identity = store.identity()
        news = store.news(wanted, limit)
        texts = store.texts([one.cluster.canonical.id for one in news])
        newest = max((one.updated for one in news), default=store.mark().changed)
    return Feed(
        uri=uuid5(identity, f"feed {wanted.site} {wanted.language} {wanted.tag} {wanted.min_size}").urn,
        title=_shown(title) or TITLE,
        url=address(url),
        updated=newest,
        entries=tuple(_entry(one, identity, texts.get(one.cluster.canonical.id, ""), whole=text) for one in news),
    )


def rendered(made: Feed, form: FeedForm) -> bytes:
    """The feed as a document in UTF-8, of the media type that `MEDIA_TYPES` names."""
    return atom.atom(made) if form == "atom" else json_feed.json_feed(made)


def _entry(news: News, identity: UUID, text: str, *, whole: bool) -> Entry:
    canonical, *others = news.cluster.articles
    lines = (_shown(line) for number, line in enumerate(text.split("\n")) if number not in canonical.furniture)
    paragraphs = [line for line in lines if line]
    short = summary(paragraphs)
    return Entry(
        uri=uri(identity, news.cluster.id),
        title=_title(canonical),
        url=address(canonical.url),
        authors=_authors(canonical),
        lang=canonical.lang,
        published=_published(canonical),
        updated=news.updated,
        tags=tuple(dict.fromkeys(filter(None, map(_shown, canonical.tags)))),
        summary=short,
        paragraphs=tuple(paragraphs) if whole else tuple(filter(None, [short])),
        relatives=tuple(_relative(one, one.relation) for one in others[:_RELATIVES] if one.relation),
        more=len(others[_RELATIVES:]),
    )


def _relative(one: HandedArticle, relation: Relation) -> Relative:
    return Relative(_title(one), address(one.url), _shown(one.site) or None, one.lang, relation)


def _title(one: HandedArticle) -> str:
    return _shown(one.title) or _shown(one.origin) or "?"


def _authors(one: HandedArticle) -> tuple[str, ...]:
    """Who wrote it, else where it stood."""
    return tuple(filter(None, (_shown(one.author), _shown(one.site))))[:1]


def _shown(text: str | None) -> str:
    return plain(text or "").strip()


def _published(one: HandedArticle) -> str | None:
    """When it was published, as RFC 3339 has it: a bare day begins at midnight, and what names no zone is in UTC."""
    at = moment(one.published)
    if isinstance(at, datetime):
        return (at.astimezone(UTC) if (at.utcoffset() or timedelta()) % _MINUTE else at).isoformat()
    return None if at is None else f"{at.isoformat()}T00:00:00+00:00"
