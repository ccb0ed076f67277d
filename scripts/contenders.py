"""Who is compared in `scripts/bench`: newsfold, and the peers of `scripts/peers`, each in an environment of its own below `.bench`.

A peer is a script that says at its head what it needs (PEP 723), what it reads and what it does. One that cannot be installed here is
told of with the reason.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from itertools import count as counting
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from measuring import Cost, measured

from newsfold.cli.exits import UNUSED_INPUTS

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
ENVIRONMENTS = HERE.parent / ".bench"
CONSTRAINTS = HERE / "peers" / "constraints.txt"
NEWSFOLD = "newsfold"
_HEAD = re.compile(r"^# /// script\n((?:#.*\n)+?)# ///$", re.MULTILINE)
_VERSIONS = "import sys, importlib.metadata as m; print(*(f'{name} {m.version(name)}' for name in sys.argv[1:]), sep=', ')"

Input: TypeAlias = Literal["text", "pages"]
Group: TypeAlias = list[str]


@dataclass(frozen=True, slots=True)
class Peer:
    """A script of another way to do it. `slow` ones are given fewer documents; `python` is the oldest that it runs with."""

    name: str
    script: Path
    needs: tuple[str, ...]
    python: tuple[int, ...]
    input: Input
    slow: bool
    does: str


class Outcome(NamedTuple):
    """What one run took and found; of newsfold also the seconds of each stage, and the bytes of its database."""

    cost: Cost
    groups: list[Group]
    notes: dict[str, float]


@dataclass(frozen=True, slots=True)
class Contender:
    """Who can be measured here: newsfold where `peer` is None. `versions` are those of what it is made of."""

    name: str
    python: Path
    versions: str
    peer: Peer | None = None

    @property
    def slow(self) -> bool:
        """Whether it is given fewer documents."""
        return self.peer is not None and self.peer.slow

    def takes(self, given: Input) -> bool:
        """Whether it reads such inputs."""
        return self.peer is None or self.peer.input == given

    def run(self, source: Path, count: int, folder: Path, *, told: bool = True) -> Outcome:
        """Read `source`, which for newsfold must hold `count` documents and no more. Groups are asked for only if `told`."""
        if self.peer is not None:
            cost = measured([self.python, self.peer.script, source, str(count)])
            return Outcome(cost, [json.loads(line) for line in cost.output.splitlines()], {})
        database = next(path for number in counting() if not (path := folder / f"{number}.db").exists())
        command = [str(self.python), "-m", "newsfold"]
        taken_in = [*command, "ingest", str(source), "--db", str(database), "--format", "json"]
        cost = measured(taken_in, expected=(0, UNUSED_INPUTS) if source.is_dir() else (0,))  # some pages hold no article
        report = [*command, "report", "--db", str(database), "--format", "json", "--limit", str(count)]
        found = subprocess.run(report, check=True, capture_output=True, text=True).stdout if told else '{"clusters": []}'
        notes = json.loads(cost.output)["seconds"] | {"database_bytes": database.stat().st_size}
        for file in folder.glob(f"{database.name}*"):
            file.unlink()
        return Outcome(cost, list(_groups(json.loads(found)["clusters"])), notes)


def newsfold() -> Contender:
    """What this is about, as it is installed for the Python at work."""
    made_of = ", ".join(f"{name} {version(name)}" for name in (NEWSFOLD, "datasketch", "SQLAlchemy", "trafilatura", "numpy"))
    return Contender(NEWSFOLD, Path(sys.executable), made_of)


def peers() -> list[Peer]:
    """Every peer there is, by name."""
    scripts = ((script, _HEAD.search(script.read_text(encoding="utf-8"))) for script in sorted((HERE / "peers").glob("*.py")))
    return [_peer(script, head[1]) for script, head in scripts if head is not None]


def ready(peer: Peer) -> Contender | str:
    """The peer in an environment of its own, which is made unless it is there; or why it cannot be."""
    python = _python(peer.python)
    if python is None:
        return f"needs Python {'.'.join(map(str, peer.python))} or newer"
    home = ENVIRONMENTS / f"venv-{peer.name.replace('_', '-')}"
    own = home / "bin" / "python"
    stamp = home / "bench-installed"
    wanted = sha256(f"{python} {peer.needs} {CONSTRAINTS.read_text(encoding='utf-8')}".encode()).hexdigest()
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        print(f"Installing {peer.name} ...", file=sys.stderr)
        subprocess.run([python, "-m", "venv", "--clear", home], check=True)
        pip = [str(own), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--constraint", str(CONSTRAINTS)]
        installed = subprocess.run([*pip, *peer.needs], check=False, capture_output=True, text=True)
        if installed.returncode:
            return next((line for line in installed.stderr.splitlines() if line.startswith("ERROR")), "pip failed")
        stamp.write_text(wanted, encoding="utf-8")
    told = subprocess.run([own, "-c", _VERSIONS, *peer.needs], check=True, capture_output=True, text=True).stdout.strip()
    return Contender(peer.name, own, told, peer)


def _peer(script: Path, head: str) -> Peer:
    said = tomllib.loads("".join(f"{line[2:]}\n" for line in head.splitlines()))
    ours = said["tool"]["bench"]
    oldest = tuple(int(part) for part in said.get("requires-python", ">=3.11").removeprefix(">=").split("."))
    return Peer(script.stem, script, tuple(said["dependencies"]), oldest, ours["input"], ours.get("slow", False), ours["does"])


@cache
def _python(oldest: tuple[int, ...]) -> str | None:
    """A Python that is new enough: the one at work, or the oldest other that there is."""
    if sys.version_info >= oldest:
        return sys.executable
    for name in (f"python3.{minor}" for minor in range(oldest[1], oldest[1] + 3)):
        found = shutil.which(name)
        if found and not subprocess.run([found, "-c", "import ensurepip, venv"], check=False, capture_output=True).returncode:
            return found
    return None


def _groups(clusters: list[dict[str, Any]]) -> Iterator[Group]:
    """The ids of what newsfold put together: an origin ends with the id that the input gave."""
    for cluster in clusters:
        members = [cluster["canonical"], *cluster["variants"]]
        origins = [origin for member in members for origin in (member["origin"], *member["copies"])]
        yield [origin.rpartition("#")[2].rpartition("/")[2] for origin in origins]
