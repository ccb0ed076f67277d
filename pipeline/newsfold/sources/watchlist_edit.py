"""Changes of the watch list's text that leave all else as the user wrote it: order, comments, spacing.

Texts in, texts out. Each change is checked by reading the result again, so a file that is written in some other way is refused and
never damaged. tomlkit (0.15) was tried: with a removed table goes the comment above the next one.
"""

from __future__ import annotations

import json
import re
import unicodedata
from itertools import chain, count, pairwise
from typing import TYPE_CHECKING

from newsfold.address import canonical_url, host
from newsfold.errors import NotFound, SettingsError, UsageError
from newsfold.sources.opml import OutlinedFeed
from newsfold.sources.watchlist import Source, parse, source_of
from newsfold.views.sources import Intake

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from newsfold.sources.opml import Outline
    from newsfold.views.sources import Pair

_LONGEST_KEY = 40
_HEADER = re.compile(r"\s*\[\s*sources\s*\.\s*(\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+)\s*[\].]")
_ANY_HEADER = re.compile(r"\s*\[")
_NO_SETTING = re.compile(r"\s*(?:#|$)")


def added(text: str, source: Source, path: Path) -> str:
    """The text with one source more, at its end. Raises UsageError if its key or its place is taken."""
    before = parse(text, path)
    if any(known.key == source.key for known in before):
        message = f"there is a source {source.key!r} already"
        raise UsageError(message)
    return _verified(_longer(text, [source]), (*before, source), path)


def removed(text: str, key: str, path: Path) -> str:
    """The text without a source, and without its table and the comments inside. Raises NotFound."""
    before = parse(text, path)
    after = tuple(source for source in before if source.key != key)
    if after == before:
        message = f"there is no source {key!r}"
        raise NotFound(message)
    lines = text.splitlines(keepends=True)
    gone = _lines_of(lines, key)
    return _verified("".join(line for at, line in enumerate(lines) if at not in gone), after, path)


def imported(text: str, outline: Outline, path: Path) -> tuple[str, Intake]:
    """The text with the feeds of an outline that it does not have, and what became of each. Their keys are made of their titles.

    A feed is there already if some source has its address, however that is written.
    """
    before = parse(text, path)
    keys = {_same(source.url): source.key for source in before if source.url}
    taken = {source.key for source in before}
    new: list[Source] = []
    known: list[Pair] = []
    refused = [(address, "not an http or https address") for address in outline.unusable]
    for feed in outline.feeds:
        if _same(feed.url) in keys:
            known.append((keys[_same(feed.url)], feed.url))
            continue
        try:
            source = _of_outline(feed, taken, path)
        except SettingsError as error:
            refused.append((feed.url, str(error)))
            continue
        new.append(source)
        keys[_same(feed.url)] = source.key
        taken.add(source.key)
    told = Intake(tuple((source.key, source.url or "") for source in new), tuple(known), tuple(refused), outline.dropped)
    return (_verified(_longer(text, new), (*before, *new), path) if new else text), told


def outlined(sources: Iterable[Source]) -> tuple[OutlinedFeed, ...]:
    """The feeds among the sources, as an outline knows them."""
    return tuple(
        OutlinedFeed(source.url, source.name, None, source.tags) for source in sources if source.kind == "feed" and source.url
    )


def key_for(taken: Collection[str], *names: str | None) -> str:
    """A key that is none of `taken`, made of the first name that has Latin letters or digits: "quay-herald", else "quay-herald-2"."""
    slug = next(filter(None, (_slug(name or "") for name in names)), "source")
    keys = chain([slug], (f"{slug}-{number}" for number in count(2)))
    return next(key for key in keys if key not in taken)


def _of_outline(feed: OutlinedFeed, taken: Collection[str], path: Path) -> Source:
    tags = (" ".join(tag.replace(",", " ").replace("/", " ").split()) for tag in feed.tags)
    said = {"kind": "feed", "url": feed.url, "name": feed.title, "tags": tuple(dict.fromkeys(filter(None, tags)))}
    table = {name: value for name, value in said.items() if value}
    return source_of(key_for(taken, feed.title, host(feed.url)), table, path.absolute().parent)


def _same(url: str) -> str:
    """What equal addresses have in common, however they are written."""
    return canonical_url(url) or url


def _longer(text: str, sources: Iterable[Source]) -> str:
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    return text + gap + "\n".join(map(_table, sources))


def _verified(text: str, expected: tuple[Source, ...], path: Path) -> str:
    if parse(text, path) != expected:
        message = f"{path} is written in a way that newsfold does not change: please do it by hand"
        raise UsageError(message)
    return text


def _lines_of(lines: list[str], key: str) -> set[int]:
    """Which lines make the tables of a source, with the empty line before; what follows its last setting is the next one's."""
    headers = [at for at, line in enumerate(lines) if _ANY_HEADER.match(line)]
    gone: set[int] = set()
    for start, following in pairwise([*headers, len(lines)]):
        named = _HEADER.match(lines[start])
        if named is None or named[1].strip("\"'") != key:
            continue
        last = max(at for at in range(start, following) if not _NO_SETTING.match(lines[at]))
        first = start - 1 if start and not lines[start - 1].strip() else start
        gone.update(range(first, last + 1))
    return gone


def _table(source: Source) -> str:
    said = {name: getattr(source, name) for name in type(source).model_fields if name in source.model_fields_set and name != "key"}
    lines = [f"{name} = {_toml(value)}" for name, value in said.items() if value is not None]
    return "\n".join([f"[sources.{source.key}]", *lines, ""])


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_toml(name)} = {_toml(item)}' for name, item in value.items())} }}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    # JSON writes strings, numbers and truth as TOML does, but for one control character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_KEY].strip("-")
