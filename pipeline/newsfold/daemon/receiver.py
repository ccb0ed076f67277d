"""Who is told of events: one message is posted, and posted again a few times if it is not taken. Runs in a thread; touches no store."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

import stamina

from newsfold.daemon.pages import fault
from newsfold.errors import SettingsError
from newsfold.fetch.messages import Failure, Request, Response
from newsfold.fetch.target import read

if TYPE_CHECKING:
    from newsfold.settings import WebhookSettings
    from newsfold.store.announcements import Announcement

_ATTEMPTS = 3
_LONGEST_S = 60.0  # of all attempts; then the message comes again in a later batch
_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 5.0
_TAKEN = range(200, 300)
_PASSING = frozenset({408, 425, 429})  # and whatever is the server's own fault
_SERVER_ERROR = 500
_GONE = 410


@dataclass(frozen=True, slots=True)
class Message:
    """What is told of one event: its id, its kind, and JSON."""

    id: int
    kind: str
    body: bytes


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A message that the receiver did not take, and why. `soon`: at another attempt it might; `gone`: it wants no more of them.

    `status` is what it answered; None: nothing. `retry_after_s` is what it asks for, in seconds.
    """

    message: int
    fault: str
    status: int | None = None
    soon: bool = False
    gone: bool = False
    retry_after_s: float | None = None


class Asking(Protocol):
    """What sends: see `newsfold.fetch.client.Client`."""

    def get(self, request: Request, /) -> Response | Failure:
        """The answer to `request`."""
        ...


class Receiver:
    """The receiver that the settings name, which may lie on a private network. Raises SettingsError if they name no web address."""

    def __init__(self, settings: WebhookSettings, client: Asking) -> None:
        target = read(settings.url)
        if isinstance(target, Failure):
            message = f"setting webhook.url: {target.detail}"
            raise SettingsError(message)
        self.host = target.host
        self._url = settings.url
        self._secret = settings.secret.get_secret_value().encode()
        self._client = client
        # What is not taken is told once, by whoever asked for it to be posted.
        stamina.instrumentation.set_on_retry_hooks(())
        self._repeated = stamina.RetryingCaller(
            attempts=_ATTEMPTS, timeout=_LONGEST_S, wait_initial=_FIRST_WAIT_S, wait_max=_LONGEST_WAIT_S, wait_jitter=_FIRST_WAIT_S
        )

    def post(self, message: Message) -> NotTaken | None:
        """Posts a message until it is taken, or until it makes no sense to try once more now."""
        try:
            self._repeated(_back_off, self._posted, message)
        except _NotTaken as error:
            return error.why
        return None

    def _posted(self, message: Message) -> None:
        headers = {
            "Content-Type": "application/json",
            "X-Newsfold-Event": message.kind,
            "X-Newsfold-Delivery": str(message.id),
        }
        if self._secret:
            headers["X-Newsfold-Signature"] = signature(self._secret, message.body)
        request = Request(self._url, headers=tuple(headers.items()), allowed=frozenset({self.host}), body=message.body)
        answer = self._client.get(request)
        if isinstance(answer, Failure):
            raise _NotTaken(NotTaken(message.id, fault(answer), soon=True))
        if answer.status not in _TAKEN:
            raise _NotTaken(_refusal(message, answer))


class _NotTaken(Exception):
    def __init__(self, why: NotTaken) -> None:
        super().__init__(why)
        self.why = why


def message_of(event: Announcement) -> Message:
    """What is told of an event."""
    told = {
        "event": event.kind,
        "id": event.id,
        "cluster": event.cluster,
        "other": event.other,
        "at": event.at,
        "canonical": {"title": event.title, "url": event.url, "site": event.site},
        "size": event.size,
    }
    return Message(event.id, event.kind, json.dumps(told).encode("ascii"))


def signature(secret: bytes, body: bytes) -> str:
    """By what the receiver can tell that `body` comes from one who knows `secret`: HMAC (RFC 2104) with SHA-256."""
    return f"sha256={hmac.digest(secret, body, sha256).hex()}"


def _refusal(message: Message, answer: Response) -> NotTaken:
    return NotTaken(
        message.id,
        f"status {answer.status}",
        status=answer.status,
        soon=answer.status in _PASSING or answer.status >= _SERVER_ERROR,
        gone=answer.status == _GONE,
        retry_after_s=answer.retry_after_s,
    )


def _back_off(error: Exception) -> bool | float:
    """Whether a message is posted once more at once, or after how many seconds."""
    if not isinstance(error, _NotTaken) or not error.why.soon:
        return False
    asked_s = error.why.retry_after_s
    if asked_s is None:
        return True
    return asked_s if asked_s <= _LONGEST_WAIT_S else False
