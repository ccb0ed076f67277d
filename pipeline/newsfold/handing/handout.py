"""One export: its bytes, piece by piece, all of one state of the database."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal, get_args

from newsfold.errors import UsageError
from newsfold.handing import feeds
from newsfold.report import exports, handed
from newsfold.store.cards import tag_key
from newsfold.views.handing import Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsfold.store.store import Store
    from newsfold.views.handing import HandedArticle, HandedCluster, Mark, Wanted

Form = Literal["jsonl", "csv", "parquet", "atom", "json-feed"]

_AT_ONCE = 200  # articles whose texts are held at once


@dataclass(frozen=True, slots=True)
class Shape:
    """How an export looks.

    `articles`: one article a line instead of one cluster, as in tables always; `canonicals`: only those that speak for their
    clusters, one article a line. `text` adds whole texts. `limit`, `title` and `url` (where it will be found) are for feeds.
    """

    form: Form = "jsonl"
    articles: bool = False
    canonicals: bool = False
    text: bool = False
    limit: int = feeds.LIMIT
    title: str = feeds.TITLE
    url: str | None = None

    @property
    def feed(self) -> bool:
        """Whether it is a feed."""
        return self.form in get_args(feeds.FeedForm)

    @property
    def flat(self) -> bool:
        """Whether a line is an article."""
        return self.articles or self.canonicals or self.form in {"csv", "parquet"}


class Handout:
    """An export of the clusters that are wanted. Iterated once, it gives bytes; after that it tells what it held.

    In a flat one, `site`, `language` and `tag` are asked of each article itself. `clusters` and `articles` count what was handed on,
    `gone` what was told to be no more; `mark` is how far its consumer has come. Raises UsageError for what cannot be, and StoreError.
    """

    def __init__(self, store: Store, wanted: Wanted, shape: Shape) -> None:
        if shape.feed and (shape.flat or wanted.since):
            message = f"{shape.form} has one entry a cluster, always the newest: no articles, no canonicals alone, nothing since"
            raise UsageError(message)
        self._store = store
        self._wanted = wanted
        self._shape = shape
        self._tag = wanted.tag and tag_key(wanted.tag)
        self.mark: Mark | None = None
        self.clusters = 0
        self.articles = 0
        self.gone = 0

    def __iter__(self) -> Iterator[bytes]:
        """The bytes. The state of the database is held until the last was given, or nobody holds the iterator any more."""
        with self._store.one_state():
            self.mark = self._store.mark()
            match self._shape.form:
                case "jsonl":
                    yield from self._json_lines()
                case "csv":
                    yield from self._table()
                case "parquet":
                    from newsfold.handing.parquet import parquet  # noqa: PLC0415 the library is loaded only to write it

                    yield from parquet(self._told(), text=self._shape.text)
                case "atom" | "json-feed":
                    yield self._feed(self._shape.form)

    def _json_lines(self) -> Iterator[bytes]:
        yield from self._gone()
        if not self._shape.flat:
            for piece in handed.cluster_lines(self._told(), self._store.identity(), text=self._shape.text):
                yield piece.encode()
            return
        for told in self._told():
            yield f"{exports.json_line(handed.article(told, text=self._shape.text))}\n".encode()

    def _gone(self) -> Iterator[bytes]:
        since = self._wanted.since
        if since is None:
            return
        for cluster in self._store.gone_clusters(since):
            self.gone += 1
            told = handed.gone_cluster_of_articles(cluster) if self._shape.flat else handed.gone_cluster(cluster)
            yield f"{exports.json_line(told)}\n".encode()
        for article in self._store.gone_articles(since) if self._shape.flat else ():
            self.gone += 1
            yield f"{exports.json_line(handed.gone_article(article))}\n".encode()

    def _table(self) -> Iterator[bytes]:
        text = self._shape.text
        yield exports.csv_lines([(*handed.KEYS, *(["text"] if text else []))]).encode()
        rows = (handed.cells(told, text=text) for told in self._told())
        while some := list(islice(rows, _AT_ONCE)):
            yield exports.csv_lines(some).encode()

    def _feed(self, form: feeds.FeedForm) -> bytes:
        shape = self._shape
        made = feeds.feed(self._store, self._wanted, limit=shape.limit, title=shape.title, url=shape.url, text=shape.text)
        self.clusters = len(made.entries)
        self.articles = sum(1 + len(entry.relatives) + entry.more for entry in made.entries)
        return feeds.rendered(made, form)

    def _told(self) -> Iterator[Told]:
        """The articles that are handed on, cluster by cluster, counted; with their texts where these are wanted."""
        members = (
            (cluster, article) for cluster in self._counted() for article in cluster.articles if self._fits(cluster, article)
        )
        while some := list(islice(members, _AT_ONCE)):
            texts = self._store.texts([article.id for _, article in some]) if self._shape.text else {}
            self.articles += len(some)
            yield from (Told(cluster, article, texts.get(article.id)) for cluster, article in some)

    def _counted(self) -> Iterable[HandedCluster]:
        for cluster in self._store.handed(self._wanted):
            self.clusters += 1
            yield cluster

    def _fits(self, cluster: HandedCluster, article: HandedArticle) -> bool:
        if not self._shape.flat:
            return True
        wanted = self._wanted
        return (
            not (self._shape.canonicals and article is not cluster.canonical)
            and wanted.site in {None, article.site}
            and wanted.language in {None, article.lang}
            and (self._tag is None or self._tag in article.tags)
        )
