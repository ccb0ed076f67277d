"""Who is looking: a signed cookie for each browser, and the token that each of its forms must carry.

The key is made anew whenever the server starts. So no cookie tells anything about the access token, and a form that was opened before
is refused, which its page says.
"""

from __future__ import annotations

import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import astuple, dataclass, replace
from hashlib import sha256

LONGEST_S = 30 * 86_400
"""How long a cookie is good for, in seconds."""

LONGEST_NAME = 80
"""How many characters of a visitor's name are kept."""

_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Visit:
    """One browser: `since` when (UTC seconds), whether it showed the access token (`entered`), and what its person is called."""

    id: str
    since: int
    entered: bool = False
    by: str = ""


def begin(now: float) -> Visit:
    """A browser that was never here."""
    return Visit(secrets.token_urlsafe(18), int(now))


def enter(by: str, now: float) -> Visit:
    """The visit of somebody who showed the access token: under a new id, so that whoever knew the old one has nothing of it."""
    return replace(begin(now), entered=True, by=" ".join(by.split())[:LONGEST_NAME])


class Keys:
    """Seals cookies and forms, and knows the access token; empty: there is none, and whoever reaches the server may look and decide."""

    def __init__(self, token: str = "") -> None:
        self._token = token.encode()
        self._key = secrets.token_bytes(_KEY_BYTES)

    @property
    def wanted(self) -> bool:
        """Whether the access token is asked for."""
        return bool(self._token)

    def is_token(self, given: str) -> bool:
        """Whether `given` is the access token. It takes as long to say no, however much of it was right."""
        return self.wanted and hmac.compare_digest(sha256(self._token).digest(), sha256(given.encode()).digest())

    def sealed(self, visit: Visit) -> str:
        """The value of the cookie."""
        text = urlsafe_b64encode(json.dumps(astuple(visit)).encode()).decode()
        return f"{text}.{self._mac('visit', text)}"

    def opened(self, cookie: str, now: float) -> Visit | None:
        """The visit that we sealed; None if it was not us, or too long ago."""
        text, _, mac = cookie.rpartition(".")
        if not hmac.compare_digest(mac.encode(), self._mac("visit", text).encode()):
            return None
        visit = Visit(*json.loads(urlsafe_b64decode(text)))
        return visit if now - visit.since < LONGEST_S else None

    def form_token(self, visit: Visit) -> str:
        """What every form of this browser carries."""
        return self._mac("form", visit.id)

    def is_form_token(self, visit: Visit, given: str) -> bool:
        """Whether `given` stood in a form that this browser was given."""
        return hmac.compare_digest(self.form_token(visit).encode(), given.encode())

    def _mac(self, purpose: str, text: str) -> str:
        return hmac.digest(self._key, f"{purpose}:{text}".encode(), "sha256").hex()
