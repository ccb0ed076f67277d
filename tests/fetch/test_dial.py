from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fetch.addresses import JUDGED
from fetch.network import ALLOWED, DEADLINE_S, HERE, Connections, Names, client, context
from newsfold.fetch import dial, guard
from newsfold.fetch.dial import Network, resolved
from newsfold.fetch.messages import Failure, Kind, Request, Response
from newsfold.fetch.target import spelled
from server import Server, redirect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsfold.fetch.guard import Address

ROOT = Path(__file__).parents[2]
PUBLIC, OTHER_PUBLIC = ip_address("93.184.215.14"), ip_address("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
PRIVATE = ip_address("10.0.0.7")


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def kind(found: Response | Failure) -> Kind | int:
    return found.kind if isinstance(found, Failure) else found.status


def at(address: str) -> str:
    return f"http://[{address}]/" if ":" in address else f"http://{address}/"


def test_only_what_the_table_lets_pass_is_connected_to() -> None:
    connections = Connections()
    one = client(Network(context(), resolve=Names(), connect=connections), deadline_s=5)
    found = {address: one.get(Request(at(address.partition("%")[0]))) for address in JUDGED}
    refused = {address for address, answer in found.items() if kind(answer) is Kind.REFUSED_ADDRESS}
    assert refused == {address for address, ground in JUDGED.items() if ground}
    public = [address.removeprefix("::ffff:") for address, ground in JUDGED.items() if not ground]
    assert connections.made == [str(ip_address(address)) for address in public]


def test_the_guard_is_asked_for_every_address_of_every_hop(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    # With a guard that lets everything pass, everything is connected to: nothing else stands in the way.
    judged: list[str] = []

    def permissive(address: Address) -> None:
        judged.append(str(address))

    monkeypatch.setattr(guard, "judge", permissive)
    names = Names({"a.test": [HERE, PRIVATE], "b.test": [PRIVATE, PUBLIC]})
    connections = Connections()
    server.faults["/"] = lambda _: [redirect(server.url("/on", "b.test"))]
    server.faults["/on"] = lambda _: [redirect(server.url("/end", "192.168.0.1"))]
    found = client(Network(context(), resolve=names, connect=connections)).get(Request(server.url("/", "a.test")))
    assert kind(found) == 404
    assert judged == ["127.0.0.1", "10.0.0.7", "10.0.0.7", "93.184.215.14", "192.168.0.1"]
    assert connections.made == ["127.0.0.1", "10.0.0.7", "192.168.0.1"]


@pytest.mark.parametrize(
    "location",
    [
        "http://10.0.0.7/",
        "http://[::ffff:127.0.0.1]/",
        "http://inside.test/",
        "//169.254.169.254/latest/meta-data/",
        "http://[64:ff9b::a00:7]/",
    ],
)
def test_a_redirect_to_a_private_place_is_not_followed(server: Server, location: str) -> None:
    connections = Connections()
    names = Names({"public.test": [PUBLIC], "inside.test": [PRIVATE]})
    server.faults["/"] = lambda _: [redirect(location)]
    found = client(Network(context(), resolve=names, connect=connections)).get(Request(server.url("/", "public.test")))
    assert kind(found) is Kind.REFUSED_ADDRESS
    assert connections.made == [str(PUBLIC)]


class Rebinding:
    """A name that is public when it is first asked for, and then private, and so on."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, _host: str, /) -> Sequence[Address]:
        self.count += 1
        return [PUBLIC if self.count % 2 else PRIVATE]


def test_a_name_that_changes_its_meaning_is_connected_to_where_it_was_judged(server: Server) -> None:
    connections, names = Connections(), Rebinding()
    one = client(Network(context(), resolve=names, connect=connections), deadline_s=5)
    outcomes = [kind(one.get(Request(server.url("/", "rebinding.test")))) for _ in range(1000)]
    assert outcomes == [200, Kind.REFUSED_ADDRESS] * 500
    assert set(connections.made) == {str(PUBLIC)}
    assert names.count == 1000
    assert {heard.headers["host"] for heard in server.heard} == {f"rebinding.test:{server.port}"}


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    connections = Connections()
    names = Names({"mixed.test": [PUBLIC, OTHER_PUBLIC, PRIVATE]})
    found = client(Network(context(), resolve=names, connect=connections)).get(Request("http://mixed.test/"))
    assert found == Failure(Kind.REFUSED_ADDRESS, "http://mixed.test/", "10.0.0.7: private")
    assert connections.made == []


def test_what_a_source_may_reach_no_other_may(server: Server) -> None:
    own = frozenset(filter(None, [spelled("127.0.0.1")]))
    assert kind(client().get(Request(server.url("/"), allowed=own))) == 200
    assert kind(client().get(Request(server.url("/", "news.test"), allowed=own))) is Kind.REFUSED_ADDRESS
    assert kind(client().get(Request(server.url("/", "news.test"), allowed=ALLOWED))) == 200
    assert kind(client().get(Request(server.url("/", "news.test")))) is Kind.REFUSED_ADDRESS
    assert kind(client().get(Request(server.url("/", "127.0.0.1"), allowed=ALLOWED))) is Kind.REFUSED_ADDRESS


def test_the_next_address_is_tried_when_one_does_not_answer(server: Server) -> None:
    connections = Connections(silent=frozenset({PUBLIC}))
    names = Names({"two.test": [PUBLIC, OTHER_PUBLIC], "one.test": [PUBLIC], "none.test": []})
    one = client(Network(context(), resolve=names, connect=connections))
    found = [one.get(Request(server.url("/", host))) for host in ("two.test", "one.test", "none.test")]
    assert [kind(answer) for answer in found] == [200, Kind.TIMEOUT, Kind.DNS]
    assert connections.made == [str(PUBLIC), str(OTHER_PUBLIC), str(PUBLIC)]
    first, second, only = connections.seconds
    assert first <= DEADLINE_S / 2 < second <= DEADLINE_S  # each leaves time for those behind it
    assert DEADLINE_S / 2 < only <= DEADLINE_S


def test_a_name_that_is_not_found_and_a_port_where_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    missing = client().get(Request("http://missing.test/"))
    assert missing == Failure(Kind.DNS, "http://missing.test/", "Name or service not known")
    refused = client().get(Request(f"http://news.test:{port}/", allowed=ALLOWED))
    assert refused == Failure(Kind.CONNECT, f"http://news.test:{port}/", "127.0.0.1: Connection refused")


def test_a_look_up_that_hangs_does_not_hold_us() -> None:
    released = threading.Event()

    def hanging(_: str, /) -> list[Address]:
        released.wait()
        return []

    start = time.monotonic()
    found = client(Network(context(), resolve=hanging)).get(Request("http://news.test/"))
    released.set()
    assert found == Failure(Kind.TIMEOUT, "http://news.test/", "while the name was looked up")
    assert time.monotonic() - start < DEADLINE_S + 2


def test_a_fault_of_the_look_up_is_raised() -> None:
    def faulty(_: str, /) -> list[Address]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        client(Network(context(), resolve=faulty)).get(Request("http://news.test/"))


def test_this_machine_knows_itself() -> None:
    assert HERE in resolved("localhost")


def test_a_certificate_must_hold_for_the_name() -> None:
    with Server(context("valid")) as valid, Server(context("expired")) as expired:
        urls = [valid.url("/", "news.test"), valid.url("/", "other.test"), expired.url("/", "news.test")]
        found = [client().get(Request(url, allowed=ALLOWED)) for url in urls]
        unknown = client(Network(resolve=Names())).get(Request(urls[0], allowed=ALLOWED))
    assert [kind(answer) for answer in (*found, unknown)] == [200, *[Kind.TLS] * 3]
    assert [answer.detail for answer in (*found, unknown) if isinstance(answer, Failure)] == [
        "Hostname mismatch, certificate is not valid for 'other.test'.",
        "certificate has expired",
        "unable to get local issuer certificate",
    ]


def test_what_does_not_speak_tls_is_no_secure_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:

        def greet() -> None:
            with plain.accept()[0] as connection:
                connection.sendall(b"220 mail.ashby.test ESMTP\r\n")
                connection.recv(4096)

        threading.Thread(target=greet, daemon=True).start()
        found = client().get(Request(f"https://news.test:{plain.getsockname()[1]}/", allowed=ALLOWED))
    assert kind(found) is Kind.TLS


def test_a_handshake_that_hangs_does_not_hold_us() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"https://news.test:{mute.getsockname()[1]}/"
        assert client().get(Request(url, allowed=ALLOWED)) == Failure(Kind.TIMEOUT, url, "while the connection was secured")


class Proxy:
    """Answers one CONNECT at a time, with `answer`, and if that is a 200, passes on to `port` what comes."""

    def __init__(self, port: int, answer: bytes) -> None:
        self.heard: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.answer = answer
        self.behind = port
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        connection, _ = self.listener.accept()
        with connection, socket.create_connection(("127.0.0.1", self.behind)) as behind:
            self.heard.append(connection.recv(4096))
            connection.sendall(self.answer)
            if b" 200 " in self.answer:
                behind.sendall(connection.recv(4096))
                while content := behind.recv(4096):
                    connection.sendall(content)


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        (b"HTTP/1.1 200 Connected\r\nVia: crane\r\n\r\n", 200),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", Kind.CONNECT),
        (b"crane", Kind.CONNECT),
        (b"c" * 20_000, Kind.CONNECT),
    ],
)
def test_a_proxy_is_told_the_judged_address_and_never_a_name(server: Server, answer: bytes, wanted: Kind | int) -> None:
    proxy = Proxy(server.port, answer)
    names = Names({"proxy.test": [HERE], "public.test": [PUBLIC], "inside.test": [PRIVATE], "six.test": [OTHER_PUBLIC]})
    network = Network(context(), proxy=("proxy.test", proxy.port), resolve=names)
    assert kind(client(network).get(Request("http://inside.test/"))) is Kind.REFUSED_ADDRESS
    assert kind(client(network).get(Request("http://public.test:8080/"))) == wanted
    assert proxy.heard == [b"CONNECT 93.184.215.14:8080 HTTP/1.1\r\nHost: 93.184.215.14:8080\r\n\r\n"]
    proxy.listener.close()


def test_a_proxy_that_hangs_or_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        names = Names({"proxy.test": [HERE], "six.test": [OTHER_PUBLIC]})
        network = Network(context(), proxy=("proxy.test", port), resolve=names)
        assert kind(client(network).get(Request("http://six.test/"))) is Kind.TIMEOUT
        with mute.accept()[0] as connection:
            assert connection.recv(60).startswith(b"CONNECT [2606:2800:21f:cb07:6820:80da:af6")
    assert kind(client(network).get(Request("http://six.test/"))) is Kind.CONNECT


AUDITED = """
import json, sys
sys.path[:0] = {path!r}
connected = []
sys.addaudithook(lambda event, arguments: connected.append(arguments[1][:2]) if event == "socket.connect" else None)

from fetch.network import Names, client, context
from newsfold.fetch.dial import Network
from newsfold.fetch.messages import Request
from newsfold.fetch.courier import Courier, Manners
from newsfold.fetch.clock import SystemClock
from server import Server, redirect

with Server() as inside, Server() as outside:
    outside.faults["/in"] = lambda _: [redirect(inside.url("/", "127.0.0.1"))]
    outside.faults["/name"] = lambda _: [redirect(inside.url("/", "other.test"))]
    outside.faults["/robots.txt"] = lambda _: [redirect(inside.url("/robots.txt", "other.test"))]
    courier = Courier(client(Network(context(), resolve=Names())), Manners(2, 0.0, 0.0), SystemClock())
    for path in ("/", "/in", "/name", "/loop", "/file", "/reset"):
        for host in ("news.test", "127.0.0.1", "other.test", "2130706433"):
            for obey in (False, True):
                request = Request(outside.url(path, host), allowed=frozenset({{"news.test"}}))
                courier.fetch(request, patience_s=1.0, obey_robots=obey)
    print(json.dumps([outside.port, inside.accepted, len(outside.heard), connected]))
"""


def test_no_connection_is_made_past_the_guard() -> None:
    script = AUDITED.format(path=[str(ROOT / "pipeline"), str(ROOT / "tests")])
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    port, private, heard, connected = json.loads(run.stdout)
    assert heard > 6
    assert private == 0
    assert connected == [["127.0.0.1", port]] * len(connected)
    assert len(connected) == heard


def test_a_judged_address_is_all_that_is_connected_to() -> None:
    # One place makes connections, and it is the one that judges.
    source = Path(dial.__file__).parent
    callers = [
        path.name for path in source.glob("*.py") if "connect_tcp" in path.read_text() or "socket.socket" in path.read_text()
    ]
    assert callers == ["dial.py"]
