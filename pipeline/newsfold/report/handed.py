"""What is handed on as plain data, key by key in the order that is promised to other programs.

An ARTICLE is flat; a CLUSTER is `{"id", "uri", "created", "changed", "size", "canonical", "canonical_reason", "variants"}`, where the
canonical and the variants are ARTICLEs without `cluster` and `role`, and variants have `relation`, `log_odds` and `copy_of` last. Keys
and their order change only with the major version. A text has an empty line between two paragraphs, so that no reader of plain text
takes their ends for wrapped lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid5

from newsfold.report import exports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

    from newsfold.report.records import Record
    from newsfold.views.handing import GoneArticle, GoneCluster, HandedArticle, Told

_PLACE = ("id", "cluster", "role", "relation", "log_odds", "copy_of")
_TOLD = ("origin", "url", "title", "site", "author", "published", "first_seen", "changed", "revision", "lang", "words")
KEYS = (*_PLACE, *_TOLD, "tags", "sightings")
"""The keys of an ARTICLE, but for `text`, which comes last where it is wanted."""

_JOIN = " | "


def article(told: Told, *, text: bool) -> Record:
    """An ARTICLE. `text` adds its text, None where it was removed."""
    one = told.article
    place = {"id": one.id, "cluster": told.cluster.id, "role": _role(one)}
    return place | _kin(one) | _facts(one) | _text(told, text=text)


def cells(told: Told, *, text: bool) -> Sequence[Any]:
    """The same as the cells of a table's row: several names in one cell are joined by " | "."""
    listed = [_JOIN.join(told.article.tags), _JOIN.join(sighting.source for sighting in told.article.sightings)]
    return list((article(told, text=text) | dict(zip(("tags", "sightings"), listed, strict=True))).values())


def cluster_lines(told: Iterable[Told], identity: UUID, *, text: bool) -> Iterator[str]:
    """Every CLUSTER as one line of JSON, in pieces, for one cluster may have very many variants.

    `told` gives the articles of each cluster one after the other, its canonical first.
    """
    for one in told:
        whole = one.cluster.articles
        own = _own(one, text=text)
        if one.article is one.cluster.canonical:
            yield f'{exports.json_line(_head(one, own, identity))[:-1]}, "variants": ['
        else:
            yield f"{'' if one.article is whole[1] else ', '}{exports.json_line(own | _kin(one.article))}"
        if one.article is whole[-1]:
            yield "]}\n"


def uri(identity: UUID, cluster: int) -> str:
    """The name of a cluster in the world: for ever the same, in a database with this identity and in its copies."""
    return uuid5(identity, f"cluster {cluster}").urn


def gone_cluster(gone: GoneCluster) -> Record:
    """A cluster that is no more, among CLUSTERs."""
    return {"id": gone.id} | _end(gone)


def gone_cluster_of_articles(gone: GoneCluster) -> Record:
    """A cluster that is no more, among ARTICLEs."""
    return {"cluster": gone.id} | _end(gone)


def gone_article(gone: GoneArticle) -> Record:
    """An article that is no more."""
    return {"id": gone.id, "removed": gone.removed}


def paragraphs(text: str | None) -> str | None:
    """A stored text with an empty line between two paragraphs."""
    return None if text is None else text.replace("\n", "\n\n")


def _head(told: Told, own: Record, identity: UUID) -> Record:
    cluster = told.cluster
    times = {"created": cluster.created, "changed": cluster.changed, "size": len(cluster.articles)}
    place = {"id": cluster.id, "uri": uri(identity, cluster.id)} | times
    return place | {"canonical": own, "canonical_reason": cluster.canonical_reason}


def _own(told: Told, *, text: bool) -> Record:
    return {"id": told.article.id} | _facts(told.article) | _text(told, text=text)


def _facts(one: HandedArticle) -> Record:
    listed = [{"source": sighting.source, "first_seen": sighting.first_seen} for sighting in one.sightings]
    return {key: getattr(one, key) for key in _TOLD} | {"tags": list(one.tags), "sightings": listed}


def _kin(one: HandedArticle) -> Record:
    return {"relation": one.relation and one.relation.value, "log_odds": one.log_odds, "copy_of": one.copy_of}


def _role(one: HandedArticle) -> str:
    if one.relation is None:
        return "canonical"
    return "variant" if one.copy_of is None else "copy"


def _text(told: Told, *, text: bool) -> Record:
    return {"text": paragraphs(told.text)} if text else {}


def _end(gone: GoneCluster) -> Record:
    return {"removed": gone.removed} if gone.into is None else {"merged_into": gone.into}
