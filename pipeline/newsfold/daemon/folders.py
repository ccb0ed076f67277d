"""Reading a watched folder or archive slice by slice, so that a large one holds up nothing else."""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING

from newsfold.daemon import policy
from newsfold.daemon.answers import Failed
from newsfold.errors import PathMissing
from newsfold.sources.local import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsfold.model import Fetched, Skip
    from newsfold.settings import ReadSettings
    from newsfold.sources.watchlist import Source


class Walk:
    """One reading of a folder or archive. Any thread may call, one at a time. `brought` counts what was new so far."""

    def __init__(self, source: Source, settings: ReadSettings) -> None:
        self.source = source
        self.brought = 0
        self._settings = settings
        self._inputs: Iterator[Fetched | Skip] | None = None

    def slice(self) -> list[Fetched | Skip] | Failed:
        """The next batch; nothing at the end."""
        try:
            if self._inputs is None:
                self._inputs = read([policy.place(self.source)], self._settings, io.BytesIO())
        except PathMissing as missing:
            return Failed(str(missing))
        return list(islice(self._inputs, self._settings.batch))
