"""The webhook: one receiver is told what happens to clusters, in the order in which it happens, each event at least once.

How far it was told stands in the database, and is written there after the receiver has taken an event: a process that is killed in
between tells it again, under the same id. A receiver that is down delays only what it is told. An event that it refuses again and again
is set aside; how often it did stands in the database as well, for one who tells a round at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from structlog import get_logger

from newsfold.daemon import refusals
from newsfold.daemon.jobs import Jobs
from newsfold.daemon.receiver import NotTaken, Receiver, message_of
from newsfold.daemon.tick import Deliveries
from newsfold.fetch.client import Client, Limits
from newsfold.fetch.retry import next_interval
from newsfold.workers import Ended

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from newsfold.daemon.receiver import Message
    from newsfold.fetch.clock import Clock
    from newsfold.settings import Settings
    from newsfold.store.announcements import Refusal, Untold
    from newsfold.store.store import Store

_BATCH = 100  # events under way
_FIRST_REST_S = 10.0
_LONGEST_REST_S = 600.0
_WAKE_S = 1.0


class Webhook:
    """Tells `receiver` of events of these `kinds`. For one thread, the only one that touches the store; another one posts.

    In a database that nobody was ever told of it begins with the events that are still to come. What is not taken is tried again
    after 10 s, then after ever longer, up to 10 min, or when the receiver asks for it; nothing overtakes it, until it is set aside
    because it was refused for `refused_s` seconds. A receiver that is gone (410) is told no more.
    """

    def __init__(self, receiver: Receiver, kinds: Collection[str], clock: Clock, *, refused_s: int = 0) -> None:
        self._receiver = receiver
        self._kinds = kinds
        self._clock = clock
        self._refused_s = refused_s
        self._jobs = Jobs()
        self._noted: int | None = None
        self._reached = 0  # what was told so far, written by the thread that posts while there is one
        self._began_at = 0  # what was told when the batch under way was begun
        self._refusal: Refusal | None = None
        self._noted_refusal: Refusal | None = None
        self._taken = self._failed = self._set_aside = 0  # ever; the first one is written by the thread that posts
        self._told_of = Deliveries()
        self._rest_s = 0.0
        self._rests_until = 0.0
        self._over = False
        self._log = get_logger()

    def tick(self, store: Store) -> Deliveries:
        """Notes what was told, and begins to tell what is new if nothing is under way. Waits for nothing but the database.

        Returns what became of events since the last tick. Raises StoreError; it may then be called again.
        """
        self._jobs.take()
        if self._noted is None:
            self._begin(store)
        elif self._reached != self._noted:
            self._note(store, self._reached)
        if self._refusal and self._refusal != self._noted_refusal:
            store.set_refusal(self._refusal)
            self._noted_refusal = self._refusal
        if not self._jobs and not self._over and self._clock.monotonic() >= self._rests_until:
            self._next(store)
        return self._news()

    def untold(self, store: Store) -> Untold:
        """What is still to be told. Raises StoreError."""
        return store.untold(self._reached, self._kinds)

    def finish(self, store: Store, seconds: float) -> None:
        """Ticks until all is told or the receiver does not take it, for about `seconds`, and closes. For one who does not come back."""
        end = self._clock.monotonic() + seconds
        self.tick(store)
        while self._jobs and self._clock.monotonic() < end:
            self._jobs.wait(_WAKE_S)
            self.tick(store)
        self.close()

    def close(self) -> None:
        """Abandon what is under way, at once. What was told since the last tick is told again by the next process."""
        self._over = True

    def _begin(self, store: Store) -> None:
        announced = store.announced()
        if announced is None:
            self._note(store, store.newest_event())
        else:
            self._noted = announced
        self._reached = self._noted or 0
        self._refusal = self._noted_refusal = store.refusal()
        self._log.info("webhook begins", receiver=self._receiver.host, after=self._reached)

    def _note(self, store: Store, reached: int) -> None:
        store.set_announced(reached)
        self._noted = reached

    def _next(self, store: Store) -> None:
        new = store.announcements(self._reached, self._kinds, _BATCH)
        if new.events:
            self._began_at = self._reached
            messages = [message_of(event) for event in new.events]
            self._jobs.start(lambda: self._tell(messages, new.through), self._told)
        elif new.through != self._reached:
            self._note(store, new.through)
            self._reached = new.through

    def _tell(self, messages: Sequence[Message], through: int) -> NotTaken | None:
        """In a thread of its own."""
        for message in messages:
            if self._over:
                return None
            not_taken = self._receiver.post(message)
            if not_taken:
                return not_taken
            self._taken += 1
            self._reached = message.id
        self._reached = through
        return None

    def _told(self, result: NotTaken | Ended | None) -> None:
        if result is None:
            if self._rest_s:
                self._log.info("webhook in order again")
            self._rest_s = 0.0
        elif isinstance(result, NotTaken) and result.gone:
            self._over = True
            self._log.warning("webhook paused", fault=result.fault, do="start newsfold anew once the receiver is back")
        elif not isinstance(result, NotTaken) or not self._given_up(result):
            self._failed += 1
            self._rest(result)

    def _given_up(self, result: NotTaken) -> bool:
        """Whether an event was refused so often and for so long that it is set aside. It is counted, and those after it go on."""
        if not refusals.is_refusal(result.status):
            return False
        now = int(self._clock.now())
        refusal = self._refusal = refusals.counted(self._refusal, result.message, now)
        if not refusals.is_over(refusal, result.status, now, self._refused_s):
            return False
        self._set_aside += 1
        self._reached = result.message
        self._rest_s = 0.0
        self._log.error(
            "webhook event set aside", event_id=result.message, fault=result.fault, refused=refusal.times, for_s=now - refusal.since
        )
        return True

    def _news(self) -> Deliveries:
        """What became of events since this was asked last."""
        before, self._told_of = self._told_of, Deliveries(self._taken, self._failed, self._set_aside)
        now = self._told_of
        return Deliveries(now.taken - before.taken, now.failed - before.failed, now.set_aside - before.set_aside)

    def _rest(self, result: NotTaken | Ended) -> None:
        before_s = 0.0 if self._reached > self._began_at else self._rest_s
        self._rest_s = min(2 * before_s or _FIRST_REST_S, _LONGEST_REST_S)
        rest_s = next_interval(self._rest_s, result.retry_after_s if isinstance(result, NotTaken) else None)
        self._rests_until = self._clock.monotonic() + rest_s
        if isinstance(result, Ended):
            self._log.error("a fault of newsfold", fault=result.detail, again_in_s=rest_s)
        else:
            self._log.warning("webhook not taken", event_id=result.message, fault=result.fault, again_in_s=rest_s)


@dataclass(frozen=True, slots=True)
class Announcer:
    """A webhook, and the store whose events it tells."""

    webhook: Webhook
    store: Store

    def tick(self) -> Deliveries:
        """See Webhook."""
        return self.webhook.tick(self.store)

    def untold(self) -> Untold:
        """See Webhook."""
        return self.webhook.untold(self.store)


def webhook_of(settings: Settings, clock: Clock) -> Webhook | None:
    """The webhook that is set, if there is one. Raises SettingsError."""
    if not settings.webhook.url:
        return None
    # Nothing but the status of an answer is read.
    client = Client(Limits(settings.webhook.deadline_s, max_bytes=0), settings.watch.contact, clock=clock)
    receiver = Receiver(settings.webhook, client)
    return Webhook(receiver, settings.webhook.events, clock, refused_s=settings.webhook.refused_s)
