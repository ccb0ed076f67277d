"""What an arrangement asks for: a store has it, and so has whoever holds some bodies with all that belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from newsfold.model import Cluster, Link, ShownBy, StoredArticle


class Shelf(Protocol):
    """Bodies with their articles and links, and how they stood before. What is not there is missing from every answer."""

    def articles(self, ids: Collection[int]) -> dict[int, StoredArticle]:
        """Articles by id."""
        ...

    def articles_of_bodies(self, body_ids: Collection[int]) -> dict[int, list[StoredArticle]]:
        """Every article of each body, by id."""
        ...

    def shown_by(self, body_ids: Collection[int]) -> dict[int, ShownBy]:
        """The article that shows each body."""
        ...

    def words(self, body_ids: Collection[int]) -> dict[int, int]:
        """How many words each body has."""
        ...

    def links_of(self, body_ids: Collection[int]) -> list[Link]:
        """The links that have at least one end in `body_ids`, ordered by their ends."""
        ...

    def body_clusters(self, ids: Collection[int]) -> dict[int, int]:
        """The cluster in which each body stands."""
        ...

    def clusters(self, ids: Collection[int]) -> dict[int, Cluster]:
        """Clusters with their members."""
        ...

    def emptied(self, cluster_ids: Collection[int]) -> dict[int, list[int]]:
        """The bodies in each cluster whose texts were removed, by id."""
        ...

    def next_cluster_id(self) -> int:
        """An id that no cluster ever had."""
        ...


class Comparing(Protocol):
    """Whoever compares pairs of bodies on their texts."""

    def compare(self, pairs: Iterable[tuple[int, int]]) -> list[Link]:
        """The links of pairs that no sketch brought together; none for bodies whose texts were removed."""
        ...
