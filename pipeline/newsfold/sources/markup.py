"""XML that strangers wrote, element by element, without any of the tricks that XML allows.

expat itself opens nothing; declarations of entities, of which all such tricks are made, are refused where they stand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol, TypeVar
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_DEEPEST = 200
_LONGEST_TEXT = 100_000  # characters of one element that are kept
# What sitemaps and outlines get wrong most often: ampersands in addresses, names of HTML, control characters, space at the start.
_BARE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})
_WIDE = (b"\xfe\xff", b"\xff\xfe", b"\0<", b"<\0")


class Refused(Exception):
    """The document uses what no honest one needs. Its text says what."""


class Reader(Protocol):
    """Is told of each element. `path` holds the local names of the elements that are open, in lower case, this one last."""

    def start(self, path: Sequence[str], attributes: Mapping[str, str], /) -> None:
        """An element begins."""
        ...

    def end(self, path: Sequence[str], text: str, /) -> None:
        """An element ends; `text` is its own, without that of elements inside."""
        ...


R = TypeVar("R", bound=Reader)


def read(content: bytes, make: Callable[[], R]) -> tuple[R, str | None]:
    """A reader that was told of all elements, and None; or of those before a fault, and what the fault is.

    At a fault all is read once more, with the usual mistakes mended, by a reader that is made anew. Raises Refused.
    """
    reader = make()
    fault = _read(content, reader)
    if fault is None or content.startswith(_WIDE):
        return reader, fault
    reader = make()
    _read(_BARE_AMPERSAND.sub(b"&amp;", content.translate(None, _CONTROLS).lstrip()), reader)
    return reader, fault


def _read(content: bytes, reader: Reader) -> str | None:
    parser = expat.ParserCreate()
    path: list[str] = []
    texts: list[list[str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(path) == _DEEPEST:
            message = f"more than {_DEEPEST} elements inside each other"
            raise Refused(message)
        path.append(name.rpartition(":")[2].lower())
        texts.append([])
        reader.start(path, attributes)

    def end(_name: str) -> None:
        reader.end(path, "".join(texts.pop())[:_LONGEST_TEXT])
        path.pop()

    def text(characters: str) -> None:
        if path and len(texts[-1]) < _LONGEST_TEXT:
            texts[-1].append(characters)

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(content, True)  # noqa: FBT003 expat takes no names
    except expat.ExpatError as error:
        return f"line {error.lineno}: {expat.ErrorString(error.code)}"
    except (LookupError, ValueError) as error:  # a charset that nobody knows, or that expat cannot use
        return str(error)
    return None


def _refuse_entity(*_declaration: object) -> None:
    message = "it declares entities"
    raise Refused(message)
