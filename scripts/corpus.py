"""Texts that look like news, made from a seed: words by their frequency, invented names, figures, and rewrites of one another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from wordfreq import top_n_list, word_frequency

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_VOCABULARY = 20_000
_COMMON = 1_500  # words that are nobody's topic
_TOPIC_WORDS = 40
_NAMES = 8
_RECENT = 200
_SHORTEST, _LONGEST = 8, 24  # words a sentence
_SYLLABLES = (
    "ka",
    "lo",
    "mer",
    "tis",
    "van",
    "do",
    "rin",
    "sha",
    "bel",
    "gor",
    "pe",
    "nu",
    "zet",
    "ul",
    "fa",
    "wick",
    "mar",
    "ost",
)
_UNITS = ("million", "per cent", "people", "tonnes", "days", "kilometres", "jobs")


@dataclass(frozen=True, slots=True)
class Document:
    """One made document; those with the same `report` are copies or edits of one another."""

    report: int
    site: str
    title: str
    text: str


class Corpus:
    """An endless supply of documents: of ten, eight are reports of their own, one an exact copy, one an edit of an earlier one.

    `words` is how many a document has. The same seed gives the same documents; of several seeds, each its own.
    """

    def __init__(self, seed: int | Sequence[int], words: int) -> None:
        self._random = np.random.default_rng(seed)
        self._words = words
        self._vocabulary, self._weights = _vocabulary()

    def documents(self, count: int) -> Iterator[Document]:
        """The first `count` documents; only the last few are in memory."""
        recent: list[Document] = []
        for number in range(count):
            kind = number % 10
            site = f"site{self._random.integers(200)}.example"
            if kind in {4, 8} and recent:
                first = recent[self._random.integers(len(recent))]
                yield Document(first.report, site, first.title, first.text if kind == 4 else self._edited(first.text))
                continue
            sentences = self._report()
            document = Document(number, site, sentences[0].rstrip("."), _paragraphs(sentences))
            recent = [*recent[-_RECENT:], document]
            yield document

    def _report(self) -> list[str]:
        """Sentences of common words, each with two of its topic, a name, and sometimes a figure."""
        most = self._words // _SHORTEST + 1
        figured = self._random.random(most) < 0.3
        lengths = self._random.integers(_SHORTEST, _LONGEST + 1, most)
        count = int(np.searchsorted(np.cumsum(lengths + figured), self._words)) + 1
        ends = np.cumsum(lengths[:count])
        words: list[str] = self._story(ends - lengths[:count], lengths[:count]).tolist()
        figures = self._random.integers((2, 0), (9000, len(_UNITS)), (count, 2)).tolist()
        sentences: list[str] = []
        for start, end, wanted, (figure, unit) in zip([0, *ends], ends, figured, figures, strict=False):
            figure_words = f" {figure} {_UNITS[unit]}" if wanted else ""
            sentences.append(f"{words[start].capitalize()} {' '.join(words[start + 1 : end])}{figure_words}.")
        return sentences

    def _story(self, starts: NDArray[np.int_], lengths: NDArray[np.int_]) -> NDArray[np.object_]:
        """The words of all sentences, which begin at `starts`; nothing but a word of the topic may begin one."""
        words = self._drawn(int(starts[-1] + lengths[-1]))
        topic = self._vocabulary[self._random.integers(_COMMON, _VOCABULARY, _TOPIC_WORDS)]
        for first, rare in ((0, topic), (1, topic), (1, self._names())):
            places = starts + self._random.integers(first, lengths)
            words[places] = rare[self._random.integers(len(rare), size=len(starts))]
        return words

    def _names(self) -> NDArray[np.object_]:
        """Names of two or three syllables."""
        drawn = self._random.integers(len(_SYLLABLES), size=(_NAMES, 3)).tolist()
        names = ["".join(_SYLLABLES[one] for one in name[number % 2 :]).title() for number, name in enumerate(drawn)]
        return np.array(names, dtype=object)

    def _drawn(self, count: int) -> NDArray[np.object_]:
        """So many words, each as often as in English."""
        places = np.searchsorted(self._weights, self._random.random(count) * self._weights[-1], side="right")
        drawn: NDArray[np.object_] = self._vocabulary[places]
        return drawn

    def _edited(self, text: str) -> str:
        """One word of six another, one sentence of ten gone."""
        sentences = text.replace("\n", " ").rstrip(".").split(". ")
        kept = [
            sentence.split() for sentence, fate in zip(sentences, self._random.random(len(sentences)), strict=True) if fate > 0.1
        ]
        words = np.array([word for sentence in kept for word in sentence], dtype=object)
        swapped = self._random.random(len(words)) < 1 / 6
        words[swapped] = self._drawn(int(swapped.sum()))
        fresh = iter(words.tolist())
        return _paragraphs([f"{' '.join(islice(fresh, len(sentence)))}." for sentence in kept])


@cache
def _vocabulary() -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    words = top_n_list("en", _VOCABULARY)
    return np.array(words, dtype=object), np.cumsum([word_frequency(word, "en") for word in words])


def _paragraphs(sentences: list[str]) -> str:
    return "\n".join(" ".join(sentences[start : start + 3]) for start in range(0, len(sentences), 3))
