"""What came back from threads, made into steps to be written. Reads the store and writes nothing."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

from newsfold.daemon import planning, policy, settling
from newsfold.daemon.answers import Failed, Found, Lost, NotNow, Read, Same, Told, Unchanged
from newsfold.daemon.steps import Step
from newsfold.daemon.tick import Tick
from newsfold.ingest import unknown
from newsfold.model import Article, Fetched, Reason, Skip
from newsfold.sources.listing import Feed
from newsfold.watching import WEB, EntryState
from newsfold.workers import Ended

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsfold.daemon.answers import Reading, Visit
    from newsfold.daemon.folders import Walk
    from newsfold.daemon.jobs import Jobs
    from newsfold.daemon.pages import Tools
    from newsfold.daemon.planning import Listed, Plan
    from newsfold.daemon.steps import Steps
    from newsfold.settings import Settings
    from newsfold.sources.watchlist import Source
    from newsfold.store.store import Store
    from newsfold.watching import Entry, SourceState

_ENTRIES_A_STEP = 500


class Harvest:
    """Turns results into steps. `sources` are those that are watched now, by key; `asking` are the keys of those that are being read.

    What comes back for a source that is watched no more, or is another one now, is dropped: it was claimed, so it is asked in its time.
    """

    def __init__(self, store: Store, tools: Tools, jobs: Jobs, steps: Steps, settings: Settings) -> None:
        self.sources: Mapping[str, Source] = {}
        self.asking: set[str] = set()
        self._store = store
        self._tools = tools
        self._jobs = jobs
        self._steps = steps
        self._watch = settings.watch

    def asked(self, source: Source, before: SourceState, state: SourceState, reading: Reading | Ended) -> None:
        """A source on the network was asked: `before` is how it was known until then, `state` since it was claimed."""
        match reading:
            case NotNow():
                self._end(source, policy.postponed(before, reading.retry_at, self._now()), Tick(sources_postponed=1))
            case Failed() | Ended():
                self._failed(source, state, reading)
            case Unchanged():
                self._rest(source)
                counts = Tick(sources_unchanged=1)
                self._end(source, self._succeeded(source, state, reading, digest=reading.digest), counts)
            case Read():
                self._read(source, state, reading)

    def visited(self, before: Entry, entry: Entry, visit: Visit | Ended) -> None:
        """The page of an entry was asked for: `before` is how it was stored until then, `entry` since it was claimed."""
        if entry.source not in self.sources:
            return
        now = self._now()
        match visit:
            case NotNow():
                self._steps.add(Step(entries=(settling.postponed(before, visit.retry_at, now),)))
            case Same():
                self._steps.add(Step(entries=(settling.taken(entry, now),), counts=Tick(entries_taken=1)))
            case Found():
                self._steps.add(_step(*settling.found(entry, visit, now), first=settling.is_first(entry)))
            case Lost():
                self._steps.add(_step(*settling.lost(entry, visit, now)))
            case Ended():
                step = _step(*settling.lost(entry, Lost(_crash(visit), Reason.CRASHED), now))
                self._steps.add(replace(step, counts=step.counts + Tick(crashes=1), fault=_crash(visit)))

    def sliced(self, walk: Walk, state: SourceState, inputs: list[Fetched | Skip] | Failed | Ended) -> None:
        """A slice of a folder was read."""
        if isinstance(inputs, Failed | Ended):
            self._failed(walk.source, state, inputs)
        elif not inputs:
            done = policy.succeeded(
                state, walk.source, Told(), self._now(), longest_s=self._watch.longest_s, digest=None, new=walk.brought
            )
            self._end(walk.source, done, Tick(sources_unchanged=int(not walk.brought)))
        else:
            fresh = [item for item in unknown(self._store, inputs) if item]
            fetched = [item for item in fresh if isinstance(item, Fetched)]
            self._steps.add(*(_step(None, item) for item in fresh if isinstance(item, Skip)))
            self._jobs.start(lambda: self._tools.clean(fetched), lambda cleaned: self._cleaned(walk, state, cleaned))

    def _cleaned(self, walk: Walk, state: SourceState, outcomes: list[Article | Skip] | Ended) -> None:
        if isinstance(outcomes, Ended):
            self._failed(walk.source, state, outcomes)
            return
        self._steps.add(*(_step(None, outcome) for outcome in outcomes))
        walk.brought += sum(isinstance(outcome, Article) for outcome in outcomes)
        if self.sources.get(walk.source.key) == walk.source:
            self._jobs.start(walk.slice, lambda inputs: self.sliced(walk, state, inputs))
        else:
            self.asking.discard(walk.source.key)

    def _read(self, source: Source, state: SourceState, read: Read) -> None:
        match read.content:
            case Feed() as feed:
                self._listed(source, state, read, planning.listed_by_feed(source, feed, self._now()))
            case Found() as page:
                self._watched(source, state, read, page)
            case pages:
                self._listed(source, state, read, planning.listed_by_sitemap(source, pages, self._now()))

    def _listed(self, source: Source, state: SourceState, read: Read, listed: Sequence[Listed]) -> None:
        known = self._store.entries_of(source.key, [one.entry.id for one in listed])
        made = planning.plan(listed, known, source, self._now(), revisions=self._watch.revisions, gap_s=self._watch.gap_s)
        fresh, sighted = self._unsighted(made)
        made = replace(made, brought=fresh, entries=(*made.entries, *sighted))
        if not fresh:
            self._planned(source, state, read, made, [])
            return
        fetched = [one for _, one in fresh]
        self._jobs.start(lambda: self._tools.clean(fetched), lambda outcomes: self._planned(source, state, read, made, outcomes))

    def _unsighted(self, made: Plan) -> tuple[tuple[tuple[Entry, Fetched], ...], list[Entry]]:
        """What came with its text and is not known yet; and the entries of what is."""
        stored = self._store.articles_by_key([(one.source, one.origin) for _, one in made.brought])
        fresh: list[tuple[Entry, Fetched]] = []
        sighted: list[Entry] = []
        for entry, one in made.brought:
            article = stored.get((one.source, one.origin))
            if article and settling.is_first(entry):
                sighted.append(settling.sighted(entry))
            elif article and article.article.digest == one.digest:
                sighted.append(settling.taken(entry, self._now()))
            else:
                fresh.append((entry, one))
        return tuple(fresh), sighted

    def _planned(self, source: Source, state: SourceState, read: Read, made: Plan, outcomes: list[Article | Skip] | Ended) -> None:
        """What a source lists is known, and what came with it is cleaned."""
        if isinstance(outcomes, Ended):
            self._failed(source, state, outcomes)
            return
        if self.sources.get(source.key) == source:
            self._steps.add(*(_step(None, skip) for skip in made.skips))
            for start in range(0, len(made.entries), _ENTRIES_A_STEP):
                part = made.entries[start : start + _ENTRIES_A_STEP]
                self._steps.add(Step(entries=part, counts=_states(part)))
            for (entry, _), outcome in zip(made.brought, outcomes, strict=True):
                self._steps.add(self._brought(source, entry, outcome))
        whole = read.whole and not made.postponed
        done = self._succeeded(source, state, read, digest=read.digest if whole else None, new=made.new, changed=made.changed)
        unchanged = not made.new and not made.changed
        lost, fault = (read.content.lost, read.content.fault) if isinstance(read.content, Feed) else (0, None)
        counts = Tick(sources_unchanged=int(unchanged), entries_new=made.new, entries_revised=made.changed, crashes=lost)
        self._end(source, done, counts, fault or "")

    def _brought(self, source: Source, entry: Entry, outcome: Article | Skip) -> Step:
        if isinstance(outcome, Skip) and entry.url and source.text == "auto":
            return Step(entries=(replace(entry, next_try=self._now()),))  # its page may have a text
        settled, stored = settling.found(entry, Found(outcome, entry.url), self._now())
        return _step(settled, stored, first=settling.is_first(entry))

    def _watched(self, source: Source, state: SourceState, read: Read, page: Found) -> None:
        """A page that is watched was fetched, and is not as it was."""
        now = self._now()
        new = settling.new_page(source, read.digest, now)
        old = self._store.entries_of(source.key, [new.id]).get(new.id)
        entry, outcome = settling.found(replace(old, digest=read.digest) if old else new, page, now)
        brought, whole = False, True
        if isinstance(outcome, Skip):
            step = _step(entry, outcome)
        else:
            stored = self._store.articles_by_key([(WEB, outcome.origin)]).get((WEB, outcome.origin))
            settled = settling.watched(old, entry, outcome, stored, now=now, revisions=self._watch.revisions)
            step = _step(settled.entry, settled.article, first=old is None)
            brought, whole = settled.brought, settled.whole
        digest = read.digest if whole else None
        done = self._succeeded(source, state, read, digest=digest, new=int(brought and not old), changed=int(brought and bool(old)))
        if self.sources.get(source.key) == source:
            self._steps.add(step)
        counts = Tick(sources_unchanged=int(not brought), entries_new=int(old is None), entries_revised=int(brought and bool(old)))
        self._end(source, done, counts)

    def _rest(self, source: Source) -> None:
        """A page that is watched is as it was."""
        entry = (
            self._store.entries_of(source.key, [policy.place(source)]).get(policy.place(source)) if source.kind == "page" else None
        )
        rested = settling.rested(entry, self._now()) if entry else None
        if rested and rested != entry:
            self._steps.add(Step(entries=(rested,)))

    def _failed(self, source: Source, state: SourceState, failure: Failed | Ended) -> None:
        crashed = isinstance(failure, Ended)
        fault = Failed(_crash(failure)) if isinstance(failure, Ended) else failure
        self._end(source, policy.failed(state, source, fault, self._now()), Tick(sources_failed=1, crashes=int(crashed)))

    def _succeeded(
        self, source: Source, state: SourceState, answer: Unchanged | Read, *, digest: bytes | None, new: int = 0, changed: int = 0
    ) -> SourceState:
        longest_s = self._watch.longest_s
        return policy.succeeded(
            state, source, answer.told, self._now(), longest_s=longest_s, digest=digest, new=new, changed=changed
        )

    def _end(self, source: Source, state: SourceState, counts: Tick, fault: str = "") -> None:
        """Nothing more comes of this reading. `fault` is what is to be told of crashes in it."""
        self.asking.discard(source.key)
        if self.sources.get(source.key) == source:
            self._steps.add(Step(source=state, counts=counts, fault=fault or state.fault))

    def _now(self) -> int:
        """Rounded up: nothing that is to come later may come a part of a second too soon."""
        return ceil(self._tools.clock.now())


def _step(entry: Entry | None, outcome: Article | Skip | None, *, first: bool = False) -> Step:
    entries = (entry,) if entry else ()
    counts = _states(entries) + Tick(skips=int(isinstance(outcome, Skip)))
    return Step(outcome, entries, first=first and isinstance(outcome, Article), counts=counts)


def _states(entries: Sequence[Entry]) -> Tick:
    taken, refused = (sum(entry.state is state for entry in entries) for state in (EntryState.TAKEN, EntryState.REFUSED))
    return Tick(entries_taken=taken, entries_refused=refused)


def _crash(ended: Ended) -> str:
    return f"a fault of newsfold: {ended.detail or ended.end.value}"
