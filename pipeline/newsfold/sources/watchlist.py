"""The watch list: which sources are read, how and how often. `config/sources.example.toml` explains each setting."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeVar, cast
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError, field_validator, model_validator

from newsfold.address import site, web_address
from newsfold.errors import SettingsError
from newsfold.sources import cron, fields

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_USUAL_INTERVAL = "30m"
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_INTERVAL = re.compile(r"([1-9][0-9]{0,5})([smhd])")
_SHORTEST_S, _LONGEST_S = 60, 31 * 86_400
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # RFC 9110, 5.6.2
_HEADER_VALUE = re.compile(r"[\x20-\x7e\t]*")
# What the client says itself, and what would make another request of it.
_OWN_HEADERS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "te", "upgrade", "trailer"}
)
_HOST = re.compile(r"[a-z0-9.\-]+|\[[0-9a-f:.]+\]")
_TAG = re.compile(r"[^,/\x00-\x1f\x7f]{1,100}")
_ON_NETWORK: Final = ("feed", "sitemap", "page")


class Source(BaseModel):
    """One source. `key` names it for ever: what is stored of it hangs on it.

    `url` (feed, sitemap, page) or `folder` (folder, warc: absolute) is set, never both. A page is one page that is watched for changes.
    `headers` may hold secrets and are not shown.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    key: str
    kind: Literal["feed", "sitemap", "page", "folder", "warc"]
    url: str | None = None
    folder: str | None = None
    name: str | None = None
    rank: int | None = None
    tags: tuple[str, ...] = Field(default=(), strict=False)
    interval: str | None = None
    cron: str | None = None
    language: str | None = None
    text: Literal["page", "feed", "auto"] = "auto"
    headers: dict[str, str] = Field(default={}, repr=False)
    max_items: PositiveInt | None = None
    allow_private: tuple[str, ...] = Field(default=(), strict=False)
    enabled: bool = True

    @property
    def interval_s(self) -> int | None:
        """Seconds between two readings; None where a cron expression tells when."""
        return None if self.cron else _seconds(self.every)

    @property
    def every(self) -> str:
        """How often it is read: its interval ("30m"), or its cron expression."""
        return self.cron or self.interval or _USUAL_INTERVAL

    @field_validator("key")
    @classmethod
    def _usable_key(cls, key: str) -> str:
        return _checked(key, KEY.fullmatch(key), "a key is up to 64 of a-z, 0-9, - and _, and begins with one of the first two")

    @field_validator("url")
    @classmethod
    def _usable_url(cls, url: str) -> str:
        _checked(url, web_address(url) == url, "not an http or https address")
        return _checked(url, "@" not in urlsplit(url).netloc, "name and password belong into 'headers'")

    @field_validator("interval")
    @classmethod
    def _usable_interval(cls, interval: str) -> str:
        fits = _INTERVAL.fullmatch(interval) and _SHORTEST_S <= _seconds(interval) <= _LONGEST_S
        return _checked(interval, fits, "an interval is a number and s, m, h or d, from 1m to 31d")

    @field_validator("cron")
    @classmethod
    def _usable_cron(cls, expression: str) -> str:
        fault = cron.fault(expression)
        return _checked(expression, fault is None, fault or "")

    @field_validator("language")
    @classmethod
    def _usable_language(cls, language: str) -> str:
        return _checked(language, fields.language(language) == language, "not a language tag")

    @field_validator("tags")
    @classmethod
    def _usable_tags(cls, tags: tuple[str, ...]) -> tuple[str, ...]:
        fits = all(_TAG.fullmatch(tag) and tag == " ".join(tag.split()) for tag in tags) and len(set(tags)) == len(tags)
        return _checked(tags, fits, "a tag has no comma, no slash, at most 100 characters, and is written once")

    @field_validator("headers")
    @classmethod
    def _usable_headers(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            _checked(name, _HEADER_NAME.fullmatch(name) and name.lower() not in _OWN_HEADERS, f"header {name!r} cannot be set")
            _checked(name, _HEADER_VALUE.fullmatch(value), f"the value of header {name!r} is not plain ASCII")
        return headers

    @field_validator("allow_private")
    @classmethod
    def _usable_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        return _checked(hosts, all(map(_HOST.fullmatch, hosts)), "a host is its exact name or address, in lower case, without port")

    @field_validator("folder")
    @classmethod
    def _usable_folder(cls, folder: str) -> str:
        return _checked(folder, Path(folder).is_absolute(), "not an absolute path")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        on_network = self.kind in _ON_NETWORK
        wanted = "url" if on_network else "folder"
        _checked(self, getattr(self, wanted), f"a source of kind {self.kind!r} needs {wanted!r}")
        for unfit in {"folder"} if on_network else {"url", "headers", "allow_private"}:
            _checked(self, unfit not in self.model_fields_set, f"a source of kind {self.kind!r} takes no {unfit!r}")
        _checked(self, self.kind == "feed" or "text" not in self.model_fields_set, "only a feed takes 'text'")
        return _checked(self, not (self.interval and self.cron), "either 'interval' or 'cron', not both")


def ranks(sources: Iterable[Source]) -> dict[str, int]:
    """The ranks that a watch list gives to the sites of its sources."""
    return {host: source.rank for source in sources if source.rank is not None and (host := site(source.url))}


def load(path: Path) -> tuple[Source, ...]:
    """The sources that a file names, in its order. Raises SettingsError, which names the file and every source at fault."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot read the sources {path}: {error}"
        raise SettingsError(message) from error
    return parse(text, path)


def parse(text: str, path: Path) -> tuple[Source, ...]:
    """The sources that the text of a file names. `path` is the file's: folders are seen from its own, and messages name it."""
    try:
        listed = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"cannot read the sources {path}: {error}"
        raise SettingsError(message) from error
    unknown = sorted(listed.keys() - {"sources"})
    tables = listed.get("sources", {})
    if unknown or not isinstance(tables, dict):
        message = f"{path}: {', '.join(unknown) or 'sources'}: only tables of the form [sources.KEY] are known"
        raise SettingsError(message)
    sources: list[Source] = []
    faults: list[str] = []
    for key, table in cast("dict[str, Any]", tables).items():
        try:
            sources.append(source_of(key, table, path.absolute().parent))
        except SettingsError as error:
            faults.append(str(error))
    faults += _twice(sources)
    if faults:
        message = f"{path}: {'; '.join(faults)}"
        raise SettingsError(message)
    return tuple(sources)


def source_of(key: str, table: object, folder: Path) -> Source:
    """The source that a table of the list names. Raises SettingsError, which names the setting at fault.

    A path in it is seen from `folder` (absolute).
    """
    said: dict[str, Any] = dict(cast("dict[str, Any]", table)) if isinstance(table, dict) else {"kind": table}
    if isinstance(said.get("folder"), str):
        said["folder"] = os.path.normpath(folder / Path(said["folder"]).expanduser())
    # A table that holds a `key` of its own says what nobody asked.
    renamed = {("key of its own" if name == "key" else name): value for name, value in said.items()}
    try:
        return Source.model_validate(renamed | {"key": key})
    except ValidationError as error:
        raise SettingsError(_told(key, error)) from error


def _told(key: str, error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(("sources", key, *(str(part) for part in first["loc"] if part != "key")))
    what = str(first["ctx"]["error"]) if first["type"] == "value_error" and "ctx" in first else first["msg"]
    return f"{where}: {what}"


def _twice(sources: list[Source]) -> list[str]:
    places: dict[str, str] = {}
    faults: list[str] = []
    for source in sources:
        place = source.url or source.folder or ""
        if place in places:
            faults.append(f"sources.{source.key}: the same place as sources.{places[place]}")
        places.setdefault(place, source.key)
    return faults


def _seconds(interval: str) -> int:
    return int(interval[:-1]) * _UNITS[interval[-1]]


def _checked(value: T, fits: object, message: str) -> T:
    if not fits:
        raise ValueError(message)
    return value
