"""A small world in which articles come, people decide, and clusters are made anew, in any order; and what must hold in it.

A seed decides everything. In the drawn world texts are a word or two, and how alike two of them are is drawn by lot: so whatever
clusters are made of occurs, also what no real texts would show. In the real one texts are compared as they are.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from cluster.deciding import naive
from fold.near_copies import FERRY, QUARRY, edited
from newsfold import steer
from newsfold.cluster.decisions import named, standing
from newsfold.cluster.flood import Bounds
from newsfold.cluster.partition import LIMIT
from newsfold.errors import Contradiction, NotFound
from newsfold.fold import fold, rebuilding, reclustering
from newsfold.fold.linking import Linked, Linker
from newsfold.match.pair import TERMS
from newsfold.model import Act, Link, Signature
from newsfold.settings import CanonicalSettings
from newsfold.store.dump import dump
from newsfold.store.store import Store
from newsfold.text import body_of
from store_builders import AT, make_article

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Collection, Generator, Iterable, Mapping, Sequence

    from newsfold.fold.filing import Filing
    from newsfold.model import Article, Decision

POLICY = CanonicalSettings(
    rules=("source_rank", "not_excerpt", "earliest", "most_complete"),
    earliest_step_s=1,
    complete_step_words=1,
    default_rank=100,
    ranks={},
)
SMALL = Bounds(core=4, members=2, parts=2, rounds=2)
"""So that many components are too large for comparing all of their pairs."""
THRESHOLDS = (-2.0, -0.5, 0.0, 1.5, 3.0)
PEOPLE = ("ana", "bo", "chi")


class Lot:
    """How alike two bodies are, by lot: those of one story rather than those of two."""

    def __init__(self, seed: int, stories: Mapping[int, int]) -> None:
        self._seed = seed
        self._stories = stories

    def link(self, a: int, b: int) -> tuple[Link, bool]:
        """The link of a pair, and whether sketches find it."""
        chance = Random(f"{self._seed} {min(a, b)} {max(a, b)}")
        same = self._stories[a] == self._stories[b]
        log_odds = round(chance.gauss(1.5 if same else -3.5, 2.5), 3)
        found = chance.random() < (0.9 if same else 0.5) and log_odds > -LIMIT
        return Link(min(a, b), max(a, b), log_odds, (0.0,) * len(TERMS)), found


class DrawnLinker:
    """Stands for the linker: sketches find what the lot says."""

    def __init__(self, store: Store, lot: Lot) -> None:
        self._lot = lot
        self._bodies = {
            article.body for page in store.article_pages(1000) for article in page if article.body and not article.emptied
        }

    def link(self, filing: Filing, emptied: Collection[int] = (), *, united: bool = False) -> Linked:
        """Every body is compared with every other one, in a flood too."""
        del united
        self._bodies -= {*filing.gone, *emptied}
        links: list[Link] = []
        for body in filing.bodies:
            drawn = [self._lot.link(body.id, other) for other in sorted(self._bodies - {body.id})]
            links += [link for link, found in drawn if found]
            self._bodies.add(body.id)
        return Linked(tuple(Signature(body.id, None) for body in filing.bodies), tuple(links))

    def compare(self, pairs: Iterable[tuple[int, int]]) -> list[Link]:
        """The links of any pairs."""
        drawn = [self._lot.link(*pair)[0] for pair in pairs]
        return [Link(link.a, link.b, link.log_odds, link.evidence, sketched=False) for link in drawn]


class World:
    """What comes: articles, some with the words of others, and revisions of them; and how they are compared."""

    def __init__(self, seed: int, size: int, *, real: bool = False) -> None:
        chance = Random(seed)
        self.stories = 1 + size // 5
        texts = [self._text(number, chance, real=real) for number in range(size)]
        articles = [self._article(f"a{number:02}", text, chance) for number, text in enumerate(texts)]
        articles += [self._article(f"copy{number:02}", chance.choice(texts), chance) for number in range(size // 4)]
        spare = [*texts, *(self._text(size + number, chance, real=real) for number in range(2))]
        self.stream = articles + [
            self._article(chance.choice(articles).origin, chance.choice(spare), chance) for _ in range(size // 2)
        ]
        bodies = {body_of(text, (), "en").id: number % self.stories for number, text in enumerate([*texts, *spare[size:]])}
        self._lot = None if real else Lot(seed, bodies)

    def _text(self, number: int, chance: Random, *, real: bool) -> str:
        if not real:
            return f"Text {number}."
        story = edited((FERRY, QUARRY, f"{FERRY}\n{QUARRY}", FERRY[: len(FERRY) // 2])[number % 4], chance.randrange(1 << 30))
        for _ in range(chance.randrange(8)):
            story = edited(story, chance.randrange(1 << 30))
        return story

    def _article(self, origin: str, text: str, chance: Random) -> Article:
        return make_article(origin, text, site=None, published=chance.choice((None, *range(1, 9))))

    def shuffled(self, chance: Random) -> list[Article]:
        """All articles in some order, but revisions in theirs."""
        versions: dict[str, list[Article]] = {}
        for article in self.stream:
            versions.setdefault(article.origin, []).append(article)
        order = chance.sample(self.stream, len(self.stream))
        return [versions[article.origin].pop(0) for article in order]

    @contextmanager
    def opened(self, bounds: Bounds) -> Generator[Store]:
        """An empty store of this world, as long as it lasts."""
        made = partial(fold.Fold, bounds=bounds)
        with (
            patch.object(rebuilding, "Fold", made),
            patch.object(reclustering, "Fold", made),
            patch.object(reclustering, "BOUNDS", bounds),
            patch("newsfold.fold.fold.Linker", self._linker if self._lot else Linker),
            Store.open(":memory:", write=True, scheme="test") as store,
        ):
            yield store

    def _linker(self, store: Store, *_: object, **__: object) -> DrawnLinker:
        assert self._lot
        return DrawnLinker(store, self._lot)


@dataclass(frozen=True, slots=True)
class Keyed:
    """An act, by the origins of its articles; `two` is empty where it names but one."""

    act: Decision
    one: str
    two: str


class Life:
    """One store of a world, and what happens to it. `counts` tells what did, `wrong` what should not have."""

    def __init__(self, store: Store, bounds: Bounds, chance: Random, counts: Counter[str]) -> None:
        self.store = store
        self.counts = counts
        self.wrong: list[str] = []
        self._bounds = bounds
        self._chance = chance
        self._fold: fold.Fold | None = None

    def live(self, stream: Sequence[Article], acts: int) -> None:
        """Everything at random: articles come, people decide, clusters are made anew."""
        left = self.take_in(stream)
        while left or acts:
            if self._chance.random() < len(left) / (len(left) + acts):
                left = self.take_in(left)
            else:
                self._decide()
                acts -= 1
            if self._chance.random() < 0.1:
                self.recluster(self._chance.choice(THRESHOLDS))
            if self._chance.random() < 0.05:
                rebuilding.rebuild(self.store, POLICY, AT, "test")
                self._fold = None
                self.counts["rebuilds"] += 1
            self.look()
        self.apply()
        self.look()

    def repeat(self, stream: Sequence[Article], acts: Sequence[Keyed], threshold: float) -> None:
        """The same articles and acts in another way: acts in their order, but some late, and applied at other moments."""
        left, waiting = list(stream), list(acts)
        while left or waiting:
            if waiting and self._chance.random() < 0.5 and self._repeated(waiting[0]):
                waiting.pop(0)
            elif left:
                left = self.take_in(left)
            if self._chance.random() < 0.3:
                self.apply()
            if self._chance.random() < 0.05:
                self.recluster(self._chance.choice(THRESHOLDS))
        self.recluster(threshold)

    def take_in(self, stream: Sequence[Article]) -> list[Article]:
        """Takes a batch from the head of `stream`; the rest of it."""
        batch: dict[str, Article] = {}
        for article in stream[: self._chance.choice((1, 2, 5, 20))]:
            if article.origin in batch:
                break
            batch[article.origin] = article
        self._folding().take_in(list(batch.values()), [], AT)
        self.counts["batches"] += 1
        return list(stream[len(batch) :])

    def apply(self) -> None:
        """Applies what is pending."""
        steer.apply_pending(self._folding(), self.store, AT)
        if self.store.pending():
            self.wrong.append("applied, and yet pending")

    def recluster(self, threshold: float) -> None:
        """Makes the clusters of another threshold; to try it leaves nothing behind."""
        if self._chance.random() < 0.2:
            before = dump(self.store)
            reclustering.recluster(self.store, POLICY, threshold, AT, keep=False)
            if dump(self.store) != before:
                self.wrong.append("a trial of a threshold left something behind")
        reclustering.recluster(self.store, POLICY, threshold, AT)
        self._fold = None
        self.counts["reclusterings"] += 1

    def undo_all(self) -> None:
        """Whatever was decided is undone, in any order."""
        while rest := self._standing():
            steer.note_undo(self.store, self._chance.choice(rest), by="all", why="")
            if self._chance.random() < 0.5:
                self.apply()
                self.look()
        self.apply()

    def keyed(self) -> list[Keyed]:
        """The acts of this store, by the origins of their articles."""
        acts = self.store.decisions()
        origins = {number: one.article.origin for number, one in self.store.articles(named(acts)).items()}
        seconds = ["" if act.kind is Act.UNDO or act.other is None else origins[act.other] for act in acts]
        return [Keyed(act, origins[act.article], second) for act, second in zip(acts, seconds, strict=True)]

    def look(self) -> None:
        """Whether all that was decided holds, as far as it is not pending."""
        self.counts["looks"] += 1
        acts, applied = self.store.decisions(), self.store.decided()
        bodies = self.store.bodies_of(named(acts))
        said = standing(acts, bodies)
        held, moot = naive(acts, bodies)
        self.counts["moot"] += len(moot)
        if (list(said.in_force), set(said.moot)) != ([act.id for act in held], moot):
            self.wrong.append(f"{said} is not what was decided: {held}")
        held, _ = naive([act for act in acts if act.id <= applied], bodies)
        self._hold(held, bodies)

    def _folding(self) -> fold.Fold:
        """The fold, or a new one as after a restart."""
        if self._fold is None or self._chance.random() < 0.2:
            self._fold = fold.Fold(self.store, POLICY, {}, bounds=self._bounds)
        return self._fold

    def _decide(self) -> None:
        by = self._chance.choice(PEOPLE)
        kind = self._chance.choice((Act.SAME, Act.SAME, Act.DIFFERENT, Act.DIFFERENT, Act.CANONICAL, Act.UNDO))
        one, other = self._chance.sample([name for (_, name) in self._keys()], 2) if len(self._keys()) > 1 else ("", "")
        before = dump(self.store)
        try:
            if kind is Act.UNDO:
                decided = steer.note_undo(self.store, self._chance.choice((None, *self._standing())), by=by, why="")
            else:
                decided = steer.note(self.store, kind, one, None if kind is Act.CANONICAL else other, by=by, why="so it is")
        except (Contradiction, NotFound) as error:
            self.counts["refused" if isinstance(error, Contradiction) else "nothing to be decided"] += 1
            if dump(self.store) != before:
                self.wrong.append(f"what was refused left something behind: {error}")
        else:
            self.counts["known" if decided.known else f"{decided.decision.kind}"] += 1
        if self._chance.random() < 0.6:
            self.apply()

    def _keys(self) -> list[tuple[str, str]]:
        return [(one.article.source, one.article.origin) for page in self.store.article_pages(1000) for one in page]

    def _standing(self) -> list[int]:
        """The acts that were not undone, moot ones too."""
        acts = self.store.decisions()
        undone = {act.other for act in acts if act.kind is Act.UNDO}
        return [act.id for act in acts if act.kind is not Act.UNDO and act.id not in undone]

    def _repeated(self, keyed: Keyed) -> bool:
        """Notes an act of another store, if its articles are there."""
        found = self.store.articles_by_key([("/in", keyed.one), ("/in", keyed.two)])
        ids = {origin: one.id for (_, origin), one in found.items()}
        if not ids.keys() >= {keyed.one, keyed.two} - {""}:
            return False
        act = keyed.act
        second = ids[keyed.two] if keyed.two else act.other
        self.store.note_decision(act.kind, ids[keyed.one], second, by=act.by, at=act.at, why=act.why)
        return True

    def _hold(self, held: Sequence[Decision], bodies: Mapping[int, int]) -> None:
        homes = self.store.body_clusters(set(bodies.values()))
        clusters = self.store.clusters(set(homes.values()))
        for act in held:
            if act.other is not None:
                together = homes[bodies[act.article]] == homes[bodies[act.other]]
                if together != (act.kind is Act.SAME):
                    self.wrong.append(f"{act} does not hold")
        pins = {homes[bodies[act.article]]: act for act in held if act.kind is Act.CANONICAL}
        for number, act in pins.items():
            if clusters[number].canonical != act.article or not clusters[number].canonical_reason.startswith(
                f"decided by {act.by} "
            ):
                self.wrong.append(f"{act} does not speak for its cluster")


def tried(seed: int, size: int, acts: int, counts: Counter[str], *, bounds: Bounds = SMALL, real: bool = False) -> list[str]:
    """One world, lived in several ways; what was wrong with it, in words."""
    world = World(seed, size, real=real)
    chance = Random(seed + 1)
    with world.opened(bounds) as store:
        first = Life(store, bounds, chance, counts)
        first.live(world.shuffled(chance), acts)
        whole, keyed, threshold = dump(store), first.keyed(), store.threshold()
        first.undo_all()
        undone = dump(store)
    wrong = first.wrong
    for name, expected, decided in (("the same in another order", whole, keyed), ("all undone", undone, [])):
        with world.opened(bounds) as store:
            other = Life(store, bounds, chance, counts)
            other.repeat(world.shuffled(chance), decided, threshold)
            other.look()
            wrong += [*other.wrong, *(f"{name}: {place}" for place in different(expected, dump(store), decisions=bool(decided)))]
            counts["comparisons"] += 1
    counts["worlds"] += 1
    return wrong


def different(one: Mapping[str, Any], other: Mapping[str, Any], *, decisions: bool) -> list[str]:
    """Where two dumps differ; what was decided counts only if `decisions`."""
    return [name for name in one if one[name] != other[name] and (decisions or name not in {"decisions", "decided"})]
