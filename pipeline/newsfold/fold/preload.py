"""Imported once by the fork server, so that every process which prepares articles starts with its libraries loaded and warm."""

from __future__ import annotations

from newsfold.clean import preload
from newsfold.fold import preparing
from newsfold.model import Article

# Most articles anywhere are English; word lists of other languages are loaded by the process that first meets one.
preparing.prepare(Article("preload", "text", b"", "The harbour loses its oldest crane before the winter.", (), lang="en"))

__all__ = ["preload", "preparing"]
