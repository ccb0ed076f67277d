from __future__ import annotations

import shutil
import subprocess
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fetch.addresses import JUDGED, ground_of
from newsfold.fetch.guard import Ground, judge

ROOT = Path(__file__).parents[2]
if TYPE_CHECKING:
    from collections.abc import Callable

SCRIPT = "from fetch.addresses import wrong; import sys; print(*sys.version_info[:2], sep='.'); print(*wrong(), sep='\\n', end='')"


@pytest.mark.parametrize(("text", "ground"), JUDGED.items(), ids=str)
def test_every_address_is_judged_as_the_table_says(text: str, ground: Ground | None) -> None:
    assert ground_of(text) is ground


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_the_table_holds_on_every_python_that_is_here(version: str) -> None:
    python = shutil.which(f"python{version}")
    if python is None or subprocess.run([python, "--version"], capture_output=True, check=False).returncode:
        pytest.skip(f"no Python {version}")
    environment = {"PYTHONPATH": f"{ROOT / 'pipeline'}:{ROOT / 'tests'}"}
    run = subprocess.run([python, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == (f"{version}\n", "")


def test_a_refusal_tells_what_it_saw() -> None:
    assert str(judge(IPv4Address("10.0.0.1"))) == "10.0.0.1: private"
    assert str(judge(IPv6Address("2002:7f00:1::"))) == "2002:7f00:1::, which carries 127.0.0.1: loopback"


CARRIERS: tuple[Callable[[int], int], ...] = (
    lambda bits: 0xFFFF << 32 | bits,
    lambda bits: 0xFFFF << 48 | bits,
    lambda bits: 0x64FF9B << 96 | bits,
    lambda bits: 0x2002 << 112 | bits << 80,
    lambda bits: 0x2001 << 112 | 0x08080808 << 64 | bits ^ 0xFFFF_FFFF,
    lambda bits: 0x2A00_1450 << 96 | 0x5EFE << 32 | bits,
)


@given(st.ip_addresses(v=4), st.sampled_from(CARRIERS))
def test_what_is_refused_is_refused_in_every_disguise(address: IPv4Address, carrier: Callable[[int], int]) -> None:
    refusal = judge(address)
    disguised = judge(IPv6Address(carrier(int(address))))
    if refusal:
        assert disguised
        assert (disguised.ground, disguised.carried) == (refusal.ground, address)


@given(st.ip_addresses())
def test_what_passes_is_global_to_python_too(address: IPv4Address | IPv6Address) -> None:
    if judge(address) is None:
        inner = getattr(address, "ipv4_mapped", None) or address
        assert inner.is_global
        assert not inner.is_multicast
