"""What is told, heard on a real socket such as the service manager has."""

import os
import socket
from collections.abc import Generator
from pathlib import Path

import pytest
import structlog

from daemon.clocks import HandClock
from newsfold.daemon.notify import Notifier
from newsfold.daemon.pulse import Pulse


class Manager:
    """The service manager's end."""

    def __init__(self, name: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(f"\0{name[1:]}" if name.startswith("@") else name)
        self.socket.settimeout(0)
        self.name = name

    def heard(self) -> list[str]:
        messages: list[str] = []
        while True:
            try:
                messages.append(self.socket.recv(4096).decode())
            except BlockingIOError:
                return messages


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Manager]:
    made = Manager(str(tmp_path / "notify") if request.param == "path" else f"@newsfold-test-{os.getpid()}")
    yield made
    made.socket.close()


def test_it_is_told_each_stage(manager: Manager):
    notifier = Notifier({"NOTIFY_SOCKET": manager.name}, HandClock())
    notifier.ready("watching 3 sources")
    notifier.reloading()
    notifier.status("no room is left")
    notifier.stopping()
    assert manager.heard() == [
        "READY=1\nSTATUS=watching 3 sources",
        "RELOADING=1\nMONOTONIC_USEC=1000000000",
        "STATUS=no room is left",
        "STOPPING=1",
    ]


def test_a_sign_of_life_needs_a_turn_in_which_the_database_answered(manager: Manager):
    clock = HandClock()
    pulse = Pulse(clock)
    notifier = Notifier({"NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "10000000", "WATCHDOG_PID": str(os.getpid())}, clock)

    def after(seconds: float) -> list[str]:
        clock.go_by(seconds)
        notifier.alive(pulse)
        return manager.heard()

    assert after(6) == []  # nothing has turned yet
    pulse.good()
    assert after(0) == ["WATCHDOG=1"]
    assert after(6) == []  # hung since then
    pulse.bad("no room", answered=False)
    assert after(1) == []
    pulse.bad("in use", answered=True)
    assert after(0) == ["WATCHDOG=1"]
    pulse.good()
    assert after(4.9) == []  # not due yet
    pulse.good()
    assert after(0.1) == ["WATCHDOG=1"]


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({}, id="nobody waits"),
        pytest.param({"WATCHDOG_USEC": "0"}, id="for no time"),
        pytest.param({"WATCHDOG_USEC": "soon"}, id="no number"),
        pytest.param({"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"}, id="for another process"),
    ],
)
def test_no_sign_of_life_where_none_is_waited_for(manager: Manager, environment: dict[str, str]):
    clock = HandClock()
    pulse = Pulse(clock)
    notifier = Notifier({"NOTIFY_SOCKET": manager.name, **environment}, clock)
    clock.go_by(60)
    pulse.good()
    notifier.alive(pulse)
    assert manager.heard() == []


@pytest.mark.parametrize("name", ["", "vsock:2:1234", "relative"])
def test_nothing_is_sent_where_nobody_listens_by_a_local_socket(name: str):
    with structlog.testing.capture_logs() as logged:
        Notifier({"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "1"}, HandClock()).ready("")
    assert logged == []


def test_a_manager_that_has_gone_is_logged_and_costs_nothing_else(tmp_path: Path):
    with structlog.testing.capture_logs() as logged:
        Notifier({"NOTIFY_SOCKET": str(tmp_path / "gone")}, HandClock()).stopping()
    assert logged == [
        {
            "event": "service manager not told",
            "said": "STOPPING=1",
            "fault": "[Errno 2] No such file or directory",
            "log_level": "warning",
        }
    ]
