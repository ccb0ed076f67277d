"""What must not stand in a log: values of headers, names and passwords in URLs, and whatever looks like a key to something."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

REDACTED = "[redacted]"

_SECRET_NAME = re.compile(
    r"authori[sz]ation|cookie|passw|passphrase|pwd|secret|token|credential|session|signature|bearer|jwt"
    r"|api[-_.]?key|access[-_.]?key|private[-_.]?key|client[-_.]?id|(?:^|[-_.])(?:auth|sig|sid|pass|hmac)(?:$|[-_.])",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"([?&;#])([^=&;#?\s\"'<>]{1,100})=([^&;#\s\"'<>]+)")
# In a query even plain names stand for keys: ?key=..., ?k=..., ?hash=...
_SECRET_PARAMETER = re.compile(r"key|hash|(?:^|[-_.])(?:k|h|s|code|user|login|email)(?:$|[-_.])", re.IGNORECASE)
# 20 characters hold 100 bits if they are random. Words and dates rarely come so long without a break and with figures in them.
_RANDOM = re.compile(r"(?=[^&]*[0-9])(?=[^&]*[A-Za-z])[A-Za-z0-9_+/=%.~:|-]{20,}")
_USER = re.compile(r"(?<=//)[^/?#\s\"'<>@]*(?:@[^/?#\s\"'<>@]*)*@")
_CREDENTIALS = re.compile(r"\b(bearer|basic|digest|negotiate)\s+[A-Za-z0-9_+/=.~:-]{4,}", re.IGNORECASE)
_SHORTEST_KNOWN = 6  # below it a value (`en`, `*/*`) stands in too much that is no secret


class Redactor:
    """Takes secrets out of the fields of a log.

    `know` tells it the values that are secret: wherever one stands, it is taken out. The rest is recognised by its form.
    """

    def __init__(self) -> None:
        self._values: frozenset[str] = frozenset()
        self._known: re.Pattern[str] | None = None

    def know(self, values: Iterable[str]) -> None:
        """From now on these values are secrets too, with their parts (`Bearer TOKEN`), unless they are shorter than 6 characters."""
        parts = {part for value in values for part in (value, *value.split()) if len(part) >= _SHORTEST_KNOWN}
        self._values |= parts
        # The longest first, lest a part is taken out and leaves the rest.
        self._known = re.compile("|".join(map(re.escape, sorted(self._values, key=len, reverse=True)))) if self._values else None

    def field(self, name: str, value: object) -> object:
        """`value` without secrets; all of it is one where `name` says so. Mappings and sequences are looked through."""
        if value is not None and (_SECRET_NAME.search(name) or name.casefold() == "headers"):
            return REDACTED
        match value:
            case str():
                return self.text(value)
            case Mapping():
                return {str(key): self.field(str(key), inner) for key, inner in value.items()}
            case Sequence() if not isinstance(value, bytes):
                return [self.field(name, inner) for inner in value]
            case bool() | int() | float() | None:
                return value
            case _:
                return self.text(str(value))

    def text(self, text: str) -> str:
        """`text` without secrets."""
        if self._known:
            text = self._known.sub(REDACTED, text)
        text = _CREDENTIALS.sub(rf"\1 {REDACTED}", _USER.sub(f"{REDACTED}@", text))
        return _PARAMETER.sub(_parameter, text)


def _parameter(match: re.Match[str]) -> str:
    before, name, value = match.groups()
    secret = _SECRET_NAME.search(name) or _SECRET_PARAMETER.search(name) or _RANDOM.fullmatch(value)
    return f"{before}{name}={REDACTED if secret else value}"
