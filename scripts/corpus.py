"""Texts that look like news, made from a seed: words by their frequency, invented names, figures, and rewrites of one another."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING

from wordfreq import top_n_list, word_frequency

if TYPE_CHECKING:
    from collections.abc import Iterator

_VOCABULARY = 20_000
_TOPIC_WORDS = 40
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
    """An endless supply of documents: of ten, eight are reports of their own, one an exact copy, one an edit of an earlier one."""

    def __init__(self, seed: int, words: int) -> None:
        self._random = Random(seed)  # noqa: S311 made texts, no secrets
        self._words = words
        self._vocabulary = top_n_list("en", _VOCABULARY)
        self._weights = list(accumulate(word_frequency(word, "en") for word in self._vocabulary))

    def documents(self, count: int) -> Iterator[Document]:
        """The first `count` documents."""
        recent: list[Document] = []
        for number in range(count):
            kind = number % 10
            site = f"site{self._random.randrange(200)}.example"
            if kind in {4, 8} and recent:
                first = self._random.choice(recent)
                yield Document(first.report, site, first.title, first.text if kind == 4 else self._edited(first.text))
                continue
            sentences = list(self._report())
            document = Document(number, site, sentences[0].rstrip("."), _paragraphs(sentences))
            recent = [*recent[-200:], document]
            yield document

    def _report(self) -> Iterator[str]:
        topic = self._random.sample(self._vocabulary[1500:], _TOPIC_WORDS)
        names = ["".join(self._random.choices(_SYLLABLES, k=self._random.randint(2, 3))).title() for _ in range(8)]
        left = self._words
        while left > 0:
            words = self._sentence(topic, names)
            left -= len(words)
            yield f"{words[0].capitalize()} {' '.join(words[1:])}."

    def _sentence(self, topic: list[str], names: list[str]) -> list[str]:
        words = self._random.choices(self._vocabulary, cum_weights=self._weights, k=self._random.randint(8, 24))
        words[self._random.randrange(len(words))] = self._random.choice(topic)
        words[self._random.randrange(1, len(words))] = self._random.choice(topic)
        words[self._random.randrange(1, len(words))] = self._random.choice(names)
        if self._random.random() < 0.3:
            words.append(f"{self._random.randrange(2, 9000)} {self._random.choice(_UNITS)}")
        return words

    def _edited(self, text: str) -> str:
        """One word of six another, one sentence of ten gone."""
        sentences = [sentence for sentence in text.replace("\n", " ").split(". ") if self._random.random() > 0.1]
        fresh = iter(self._random.choices(self._vocabulary, cum_weights=self._weights, k=len(text)))
        swapped = (
            " ".join(next(fresh) if self._random.random() < 1 / 6 else word for word in sentence.split()) for sentence in sentences
        )
        return _paragraphs([f"{sentence.rstrip('.')}." for sentence in swapped])


def _paragraphs(sentences: list[str]) -> str:
    return "\n".join(" ".join(sentences[start : start + 3]) for start in range(0, len(sentences), 3))
