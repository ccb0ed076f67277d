"""One JSON document: `text` or `html`, and what is said beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any, NoReturn, cast

from newsfold.model import Form, Hints, Reason

_LONGEST_ID = 2000  # characters; ids are shown, and kept in an index
_CONTENTS = ((Form.TEXT, "text"), (Form.HTML, "html"))  # the first that holds anything is taken
_HINTS = tuple(field.name for field in fields(Hints))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a line holds no usable document. `id` is the document's id where it has one all the same."""

    reason: Reason
    detail: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A usable document. `id` is None where it gives none. Its strings can be encoded: lone surrogates are replaced."""

    id: str | None
    form: Form
    content: str
    hints: Hints


def parsed(line: bytes) -> Document | Refusal:
    """The document that `line` holds."""
    try:
        value = json.loads(line.decode(), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        return Refusal(Reason.BAD_JSON, f"{error.msg} (character {error.pos + 1})")
    except UnicodeDecodeError as error:
        return Refusal(Reason.BAD_JSON, f"not UTF-8 (byte {error.start + 1})")
    except RecursionError:
        return Refusal(Reason.BAD_JSON, "nested too deeply")
    except ValueError as error:  # a constant that JSON does not know, or a number of thousands of digits
        return Refusal(Reason.BAD_JSON, str(error))
    if not isinstance(value, dict):
        return Refusal(Reason.BAD_DOCUMENT, "not an object")
    return _document(cast("dict[str, Any]", value))


def _document(value: dict[str, Any]) -> Document | Refusal:
    name = _id(value.get("id"))
    if isinstance(name, Refusal):
        return name
    for key in ("text", "html", *_HINTS):
        if not isinstance(value.get(key), str | None):
            return Refusal(Reason.BAD_DOCUMENT, f"`{key}` is not a string", name)
    strings = {key: _encodable(value[key]) for key in ("text", "html", *_HINTS) if value.get(key) is not None}
    content = next(((form, key) for form, key in _CONTENTS if strings.get(key, "").strip()), None)
    if content is None:
        given = "text" in strings or "html" in strings
        return Refusal(Reason.EMPTY, "", name) if given else Refusal(Reason.BAD_DOCUMENT, "neither `text` nor `html`", name)
    form, key = content
    return Document(name, form, strings[key], Hints(**{hint: strings[hint] for hint in _HINTS if strings.get(hint, "").strip()}))


def _id(value: object) -> str | Refusal | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return Refusal(Reason.BAD_DOCUMENT, "`id` is neither a string nor a number")
    name = str(value)
    if len(name) > _LONGEST_ID:
        return Refusal(Reason.BAD_DOCUMENT, f"`id` has more than {_LONGEST_ID} characters")
    return name


def _encodable(text: str) -> str:
    """`text` with U+FFFD for lone surrogates, which JSON can write and no charset can."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if not _is_encodable(text) else text


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_constant(name: str) -> NoReturn:
    message = f"{name} is not JSON"
    raise ValueError(message)
