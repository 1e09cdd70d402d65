"""Folding a parcel's scans, and accepting pushes: real server, real database, every row counted at the end.

The pushes come from a process of its own over kept connections, each signed and each another; the server
is two gunicorn workers. What the processes used of the cores is told beside the rate, since the machine
may be busy with other things.
"""

import json
import os
import re
import resource
import secrets
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import sqlalchemy as sa

from beebox.adapters.carriers.simulated import translate
from beebox.adapters.carriers.simulated.carrier import push_key
from beebox.kernel.keys import read_keys
from beebox.kernel.settings import Settings
from beebox.logistics.folding import fold
from beebox.logistics.track_words import CarrierEvent, TrackStatus
from beebox.starting import migrate

POSTGRES = "postgresql+psycopg://postgres@127.0.0.1/postgres"
BEGIN = datetime(2026, 11, 30, 1, tzinfo=UTC)
WAY = (
    TrackStatus.PICKED_UP,
    *(TrackStatus.IN_TRANSIT,) * 6,
    TrackStatus.ARRIVED,
    TrackStatus.OUT_FOR_DELIVERY,
)
FOLD_TARGET_MS, PUSH_TARGET = 1.0, 1000.0


@dataclass(frozen=True)
class Pushed:
    sent: int
    seconds: float
    refused: int
    rows: int
    server_cpu: float
    """Seconds of processor the web workers used."""
    sender_cpu: float
    slowest_ms: float
    median_ms: float

    @property
    def rate(self) -> float:
        return self.sent / self.seconds


def scans(count: int) -> list[CarrierEvent]:
    """A long way with attempts, a delivery taken back and a second one."""
    told = [
        CarrierEvent(
            "LB990000015CN",
            str(300 + n % 50),
            WAY[n % len(WAY)],
            BEGIN + timedelta(minutes=17 * n),
            "邮件正在运输途中",
            office=str(n),
        )
        for n in range(count - 3)
    ]
    for hours, code, status, voids in (
        (900, "704", TrackStatus.DELIVERED, ()),
        (901, "743", TrackStatus.INFO, ("704",)),
        (902, "704", TrackStatus.DELIVERED, ()),
    ):
        at = BEGIN + timedelta(hours=hours)
        told.append(CarrierEvent("LB990000015CN", code, status, at, "已签收", voids=frozenset(voids)))
    return told


def time_folding(count: int = 50, runs: int = 200) -> float:
    """Milliseconds for one fold of `count` scans: the median of many."""
    told, times = scans(count), []
    for _ in range(runs):
        begun = time.perf_counter()
        folded = fold(told)
        times.append(time.perf_counter() - begun)
    assert folded.status is TrackStatus.DELIVERED
    return statistics.median(times) * 1000


def time_pushes(
    postgres: str, count: int, connections: int = 64, workers: int = 2, threads: int = 32
) -> Pushed:
    """Let `count` different pushes come as quickly as they are taken, and count what was kept."""
    with _database(postgres) as url, tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "BEEBOX_VAR": folder, "BEEBOX_DATABASE_URL": url}
        settings = Settings.from_env(environment)
        migrate(settings)
        key = push_key(settings.carrier_push_key, read_keys(settings.var_dir).index)
        with _server(environment, workers, threads) as (port, pids):
            _fire(port, key, 200, connections, 10**6)
            before = sum(map(_cpu, pids))
            told = _fire_outside(port, key, count, connections)
            used = sum(map(_cpu, pids)) - before
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            rows = connection.execute(sa.text("SELECT count(*) FROM carrier_pushes")).scalar_one()
        engine.dispose()
    return Pushed(
        told["sent"],
        told["seconds"],
        told["refused"],
        rows - 200,
        used,
        told["cpu"],
        told["slowest"] * 1000,
        told["median"] * 1000,
    )


@contextmanager
def _database(postgres: str) -> Iterator[str]:
    name = f"beebox_bench_{secrets.token_hex(4)}"
    engine = sa.create_engine(postgres, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield sa.make_url(postgres).set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        engine.dispose()


@contextmanager
def _server(environment: dict[str, str], workers: int, threads: int) -> Iterator[tuple[int, list[int]]]:
    """Two gunicorn workers on a free port; the port and the processes of the workers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ran = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            f"--workers={workers}",
            f"--threads={threads}",
            "--worker-class=gthread",
            "--keep-alive=30",
            "--worker-connections=1000",
            f"--bind=127.0.0.1:{port}",
            "--log-level=warning",
            "beebox.wsgi:app",
        ],
        env=environment,
    )
    try:
        _wait_for(port)
        yield port, _children(ran.pid)
    finally:
        ran.terminate()
        ran.wait(30)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as line:
                line.sendall(b"GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if line.recv(100).startswith(b"HTTP/1.1"):
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server did not start within two minutes")


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


def _cpu(pid: int) -> float:
    """Seconds of processor a process used so far, its threads included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _request(port: int, key: bytes, place: int) -> bytes:
    at = BEGIN + timedelta(seconds=place)
    event = CarrierEvent(f"LBX{place:09d}", "MOVING", TrackStatus.IN_TRANSIT, at, "邮件正在运输途中")
    body = translate.push_body([event])
    head = (
        f"POST /api/carriers/simulated/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        f"X-Beebox-Signature: {translate.signature_of(key, body)}\r\n\r\n"
    )
    return head.encode() + body


def _fire_outside(port: int, key: bytes, count: int, connections: int) -> dict[str, float]:
    """The same in a process of its own, so that it shares nothing with whoever measures."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.logistics_tracking", "fire", str(port), str(count), str(connections)],
        input=key.hex(),
        text=True,
        capture_output=True,
        check=True,
    )
    return json.loads(told.stdout)


def _fire(port: int, key: bytes, count: int, connections: int, first: int = 0) -> dict[str, float]:
    """Send all as quickly as they are answered, one at a time on each connection."""
    requests = iter([_request(port, key, first + place) for place in range(count)])
    chosen, answered, refused, times = selectors.DefaultSelector(), 0, 0, []
    begun = time.perf_counter()
    for _ in range(min(connections, count)):
        line = socket.create_connection(("127.0.0.1", port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(next(requests))
        chosen.register(line, selectors.EVENT_READ, [time.perf_counter(), b""])
    while answered < count:
        for slot, _ in chosen.select(60):
            line, state = slot.fileobj, slot.data
            assert isinstance(line, socket.socket)
            state[1] += line.recv(65536)
            if not _is_whole(state[1]):
                continue
            answered += 1
            refused += not state[1].startswith(b"HTTP/1.1 200")
            times.append(time.perf_counter() - state[0])
            following = next(requests, None)
            state[0], state[1] = time.perf_counter(), b""
            if following is not None:
                line.sendall(following)
    seconds = time.perf_counter() - begun
    for slot in list(chosen.get_map().values()):
        slot.fileobj.close()  # type: ignore[union-attr]  # sockets, as registered
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "sent": answered,
        "refused": refused,
        "seconds": seconds,
        "cpu": used.ru_utime + used.ru_stime,
        "slowest": max(times),
        "median": statistics.median(times),
    }


def _is_whole(answer: bytes) -> bool:
    head, parted, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return bool(parted) and length is not None and len(body) >= int(length[1])


@click.group(help=__doc__, invoke_without_command=True)
@click.option("--count", default=10_000, show_default=True, help="How many pushes to send.")
@click.option("--postgres", default=POSTGRES, show_default=True)
@click.pass_context
def main(context: click.Context, count: int, postgres: str) -> None:
    if context.invoked_subcommand is not None:
        return
    took = time_folding()
    click.echo(f"fold 50 scans          {took:8.3f} ms   {took / FOLD_TARGET_MS:5.2f} of the target of 1 ms")
    told = time_pushes(postgres, count)
    click.echo(
        f"pushes accepted        {told.rate:8.0f} /s   {told.rate / PUSH_TARGET:5.2f} of the target of 1000\n"
        f"  sent {told.sent}, refused {told.refused}, rows kept {told.rows}, lost {told.sent - told.rows}\n"
        f"  answered in {told.median_ms:.0f} ms (median), {told.slowest_ms:.0f} ms (slowest)\n"
        f"  processor for each push: server {told.server_cpu / told.sent * 1000:.2f} ms,"
        f" sender {told.sender_cpu / told.sent * 1000:.2f} ms"
    )


@main.command(hidden=True)
@click.argument("port", type=int)
@click.argument("count", type=int)
@click.argument("connections", type=int)
def fire(port: int, count: int, connections: int) -> None:
    click.echo(json.dumps(_fire(port, bytes.fromhex(sys.stdin.read()), count, connections)))


if __name__ == "__main__":
    main(prog_name="python -m bench.logistics_tracking")
