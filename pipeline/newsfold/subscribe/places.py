"""What the user calls a source: a web address, or a folder or archive on this machine."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from newsfold.address import canonical_url, host, web_address
from newsfold.errors import PathMissing, UsageError
from newsfold.fetch.target import redacted

_FEED_SCHEME = re.compile(r"^feed:(?://)?(?=[^/])", re.IGNORECASE)  # what browsers once handed to readers of feeds
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")
_BARE_HOST = re.compile(r"(?:[^\s/:@?#]+\.[^\s/:@?#]+|localhost|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?(?:[/?#].*)?")
_ARCHIVES = (".warc", ".warc.gz")


@dataclass(frozen=True, slots=True)
class Web:
    """An http or https address."""

    url: str


@dataclass(frozen=True, slots=True)
class Local:
    """A folder, or an archive of a crawl; `kind` is that of the watch list, `path` absolute."""

    kind: str
    path: str


def place_of(text: str) -> Web | Local:
    """The place that the user names. A host alone is asked by https; a path is one if it looks so, or if something is there.

    Raises PathMissing, and UsageError if it is neither an address nor a place that can be watched.
    """
    named = _FEED_SCHEME.sub("", text.strip())
    if _SCHEME.match(named):
        return Web(_address(named))
    path = os.path.abspath(os.path.expanduser(named))  # noqa: PTH100, PTH111 names that are not UTF-8 stay as they are
    if named and (os.path.exists(path) or named.startswith(("/", "~", "./", "../"))):  # noqa: PTH110 as above
        return Local(_kind(path), path)
    if _BARE_HOST.fullmatch(named):
        return Web(_address(f"https://{named}"))
    message = f"{redacted(text)!r} is neither an address nor a folder"
    raise PathMissing(message)


def same_place(one: str, other: str) -> bool:
    """Whether two addresses or paths lead to the same place, however they are written."""
    if host(one) or host(other):
        return (canonical_url(one) or one) == (canonical_url(other) or other)
    return os.path.realpath(one) == os.path.realpath(other)


def _address(url: str) -> str:
    address = web_address(url)
    if address is None:
        message = f"{redacted(url)!r} is not an http or https address"
        raise UsageError(message)
    return address


def _kind(path: str) -> str:
    try:
        path.encode()
    except UnicodeEncodeError as error:
        message = f"the name {os.fsencode(path)!r} cannot stand in a watch list: it is not UTF-8"
        raise UsageError(message) from error
    if os.path.isdir(path):  # noqa: PTH112 as above
        return "folder"
    if not os.path.exists(path):  # noqa: PTH110 as above
        message = f"no such folder or archive: {path}"
        raise PathMissing(message)
    if path.lower().endswith(_ARCHIVES):
        return "warc"
    message = f"{path} is no folder and no archive (.warc, .warc.gz): name the folder in which it lies"
    raise UsageError(message)
