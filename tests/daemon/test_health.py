"""What monitoring asks, asked for real."""

import http.client
import socket

import pytest
import structlog

from daemon.clocks import HandClock
from newsfold.daemon.health import Address, address, listening
from newsfold.daemon.metrics import Figures
from newsfold.daemon.pulse import Pulse
from newsfold.errors import UsageError

HERE = Address("127.0.0.1", 0)


def asked(where: Address, path: str, method: str = "GET") -> tuple[int, str, str]:
    connection = http.client.HTTPConnection(where.host, where.port, timeout=30)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, str(answer.getheader("Content-Type")), answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("8787", "127.0.0.1:8787"),
        (":8787", "127.0.0.1:8787"),
        ("0.0.0.0:80", "0.0.0.0:80"),
        ("monitor.example:80", "monitor.example:80"),
        ("[::1]:8787", "[::1]:8787"),
    ],
)
def test_an_address_is_on_loopback_unless_it_names_a_host(text: str, meant: str):
    assert str(address(text)) == meant


@pytest.mark.parametrize(
    "text", ["", "here", "127.0.0.1", "127.0.0.1:", "::1:80", "a b:80", "127.0.0.1:65536", "http://127.0.0.1:80"]
)
def test_what_is_no_address_is_refused(text: str):
    with pytest.raises(UsageError, match="--health"):
        address(text)


def test_the_three_answers():
    clock = HandClock()
    pulse = Pulse(clock)
    with listening(HERE, pulse, Figures(pulse, clock)) as where:
        assert asked(where, "/healthz") == (200, "text/plain; charset=utf-8", "ok\n")
        assert asked(where, "/readyz?verbose") == (503, "text/plain; charset=utf-8", "starting\n")
        pulse.good()
        assert asked(where, "/readyz")[::2] == (200, "ok\n")
        pulse.bad("no room is left", answered=True)
        assert asked(where, "/readyz")[::2] == (503, "no room is left\n")
        status, kind, text = asked(where, "/metrics")
        assert (status, kind) == (200, "text/plain; version=0.0.4; charset=utf-8")
        assert "# TYPE newsfold_requests_total counter\n" in text
        assert asked(where, "/readyz", "HEAD") == (503, "text/plain; charset=utf-8", "")
        assert asked(where, "/etc/passwd") == (404, "text/plain; charset=utf-8", "/healthz /readyz /metrics\n")
        assert asked(where, "/healthz", "POST")[0] == 501
    with pytest.raises(OSError, match="refused"):
        asked(where, "/healthz")


def test_an_address_of_the_newer_kind():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("needs IPv6")
    pulse = Pulse(HandClock())
    with listening(Address("::1", 0), pulse, Figures(pulse, HandClock())) as where:
        assert asked(where, "/healthz")[0] == 200


def test_an_address_that_cannot_be_had_is_wrong_use():
    pulse = Pulse(HandClock())
    with (
        listening(HERE, pulse, Figures(pulse, HandClock())) as where,
        pytest.raises(UsageError, match=r"cannot listen at 127\.0\.0\.1:"),
        listening(where, pulse, Figures(pulse, HandClock())),
    ):
        raise AssertionError(where)


class Broken(Figures):
    def text(self) -> bytes:
        message = "no figures"
        raise ValueError(message)


def test_whoever_goes_away_is_let_go_and_a_fault_is_logged():
    pulse = Pulse(HandClock())
    with structlog.testing.capture_logs() as logged, listening(HERE, pulse, Broken(pulse, HandClock())) as where:
        with socket.create_connection(where) as gone:
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            gone.sendall(b"GET /healthz")
        with pytest.raises((http.client.BadStatusLine, ConnectionError)):
            asked(where, "/metrics")
        assert asked(where, "/healthz")[0] == 200
    assert [(entry["event"], str(entry["exc_info"])) for entry in logged] == [("health not told", "no figures")]
