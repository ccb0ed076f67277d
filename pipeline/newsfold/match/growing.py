"""A numpy array that grows at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import DTypeLike, NDArray

_ROOM = 1024


class Growing:
    """Rows of one type, kept in an array that doubles when it is full: `all` is what it holds, and may be written to in place."""

    def __init__(self, dtype: DTypeLike, *width: int) -> None:
        self._room = np.empty((_ROOM, *width), dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def all(self) -> NDArray[Any]:
        """Everything taken in so far."""
        return self._room[: self._size]

    def extend(self, rows: NDArray[Any]) -> None:
        """Takes in more rows."""
        size = self._size + len(rows)
        if size > len(self._room):
            grown = np.empty((max(size, 2 * len(self._room)), *self._room.shape[1:]), self._room.dtype)
            grown[: self._size] = self.all
            self._room = grown
        self._room[self._size : size] = rows
        self._size = size
