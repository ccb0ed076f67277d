"""The trials of `scripts/bench`: rounds, quality, and growing sizes."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from corpus import Corpus
from measuring import CommandFailed
from quality import agreement, gold_labels, pair_quality

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from contenders import Contender, Group, Input
    from measuring import Cost

    from newsfold.cluster.bcubed import Agreement

Source: TypeAlias = "tuple[Path, int]"
"""A file or folder, and how many documents are in it."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of a contender over `documents` documents; `notes` as in an outcome."""

    documents: int
    cost: Cost
    notes: dict[str, float]

    @property
    def speed(self) -> float:
        """Documents a second, by the wall."""
        return self.documents / self.cost.seconds

    @property
    def cpu(self) -> float:
        """CPU seconds for 1,000 documents."""
        return 1000 * self.cost.cpu_s / self.documents


Rounds: TypeAlias = "dict[str, list[Ran]]"


@dataclass(frozen=True, slots=True)
class Made:
    """A file of made documents, with the report that each tells."""

    file: Path
    reports: dict[str, str]

    def first(self, count: int) -> Source:
        """A file of the first `count`, which may be all."""
        count = min(count, len(self.reports))
        if count == len(self.reports):
            return self.file, count
        part = self.file.with_name(f"first-{count}.jsonl")
        with self.file.open(encoding="utf-8") as lines, part.open("w", encoding="utf-8") as out:
            out.writelines(islice(lines, count))
        return part, count

    def files(self, count: int, slow: int) -> dict[bool, Source]:
        """What contenders that are slow, and those that are not, take in."""
        return {False: self.first(count), True: self.first(slow)}


class Figures:
    """The raw figures, kept in a file after every run, so that an interrupted trial leaves what it found."""

    def __init__(self, file: Path | None, head: dict[str, object]) -> None:
        self._file = file
        self.raw: dict[str, Any] = head | {"runs": [], "quality": []}

    def ran(self, part: str, name: str, ran: Ran) -> None:
        """Keep one run."""
        cost = {"seconds": ran.cost.seconds, "cpu_s": ran.cost.cpu_s, "peak_mib": ran.cost.peak_mib}
        self.raw["runs"].append({"part": part, "name": name, "documents": ran.documents} | cost | ran.notes)
        self._write()

    def found(self, part: str, name: str, precision: float, recall: float) -> None:
        """Keep how well one contender found."""
        self.raw["quality"].append({"part": part, "name": name, "precision": precision, "recall": recall})
        self._write()

    def failed(self, name: str, why: str) -> None:
        """Keep why a contender could not go on."""
        self.raw["missing"][name] = why
        self._write()

    def end(self, load: float) -> None:
        """Keep what stands below all figures."""
        self.raw["load_after"] = load
        self._write()

    def _write(self) -> None:
        if self._file:
            self._file.write_text(json.dumps(self.raw, indent=1) + "\n", encoding="utf-8")


@dataclass
class Trials:
    """All contenders, and a folder for what they need. `groups` are those that each found last."""

    folder: Path
    contenders: list[Contender]
    figures: Figures
    groups: dict[str, tuple[int, list[Group]]] = field(default_factory=dict)

    def made(self, count: int, words: int) -> Made:
        """So many made documents in a file."""
        file = self.folder / f"made-{count}.jsonl"
        reports: dict[str, str] = {}
        with file.open("w", encoding="utf-8") as lines:
            for number, one in enumerate(Corpus(seed=1, words=words).documents(count)):
                reports[str(number)] = str(one.report)
                row = {"id": str(number), "site": one.site, "title": one.title, "lang": "en", "text": one.text}
                lines.write(json.dumps(row) + "\n")
        return Made(file, reports)

    def rounds(self, part: str, given: Input, sources: Mapping[bool, Source], rounds: int) -> Rounds:
        """Everybody who reads such inputs in turns, so often; `sources` tells what slow ones take in, and the others."""
        runs: Rounds = defaultdict(list)
        for _ in range(rounds):
            for one in self._taking(given):
                if ran := self._run(part, one, sources[one.slow]):
                    runs[one.name].append(ran)
        return {one.name: runs[one.name] for one in self._taking(given)}

    def pair_qualities(self, made: Made) -> dict[str, tuple[float, float]]:
        """Precision and recall of the pairs that everybody found in the last round."""
        qualities: dict[str, tuple[float, float]] = {}
        for one in self._taking("text"):
            count, groups = self.groups[one.name]
            qualities[one.name] = pair_quality(dict(islice(made.reports.items(), count)), groups)
            self.figures.found("pairs", one.name, *qualities[one.name])
        return qualities

    def gold(self, file: Path) -> dict[str, Agreement]:
        """B-cubed of everybody on a gold file."""
        labels = gold_labels(file)
        agreements: dict[str, Agreement] = {}
        for one in self._taking("text"):
            agreements[one.name] = found = agreement(labels, one.run(file, len(labels), self.folder).groups)
            self.figures.found(file.stem, one.name, found.precision, found.recall)
        return agreements

    def scaling(self, sizes: list[int], words: int, longest_s: float) -> None:
        """Everybody at each size, small ones first, but nobody who at the speed of the last size would take longer than that."""
        made = self.made(max(sizes), words)
        speeds: dict[str, float] = {}
        for size in sorted(sizes):
            source = made.first(size)
            for one in self._taking("text"):
                if size / speeds.get(one.name, size) > longest_s:
                    print(f"{size:>9,} {one.name:20} not tried: it would take longer than {longest_s:,.0f} s")
                    continue
                ran = self._run("scaling", one, source)
                if ran is None:
                    continue
                speeds[one.name] = ran.speed
                memory = "" if ran.cost.peak_mib is None else f", {ran.cost.peak_mib:,.0f} MiB"
                print(f"{size:>9,} {one.name:20} {ran.speed:>9,.0f}/s{memory}", flush=True)

    def _taking(self, given: Input) -> list[Contender]:
        return [one for one in self.contenders if one.takes(given)]

    def _run(self, part: str, contender: Contender, source: Source) -> Ran | None:
        """One run; whoever fails is left out from then on, and told of. Raises CommandFailed of newsfold itself."""
        try:
            outcome = contender.run(*source, self.folder, told=part != "scaling")
        except CommandFailed as failure:
            if contender.peer is None:
                raise
            print(f"{contender.name}: NOT COMPARED ANY FURTHER: {failure}")
            self.contenders.remove(contender)
            self.figures.failed(contender.name, str(failure))
            return None
        self.groups[contender.name] = source[1], outcome.groups
        ran = Ran(source[1], outcome.cost, outcome.notes)
        self.figures.ran(part, contender.name, ran)
        return ran


def repeated(folder: Path, pages: Path, times: int) -> Source:
    """A folder with every page of `pages` so many times, under different names; and how many there are."""
    count = len(list(pages.glob("*.gz")))
    if times == 1:
        return pages, count
    target = folder / "pages"
    target.mkdir()
    for time in range(times):
        for page in pages.glob("*.gz"):
            shutil.copyfile(page, target / f"{time}-{page.name}")
    return target, times * count
