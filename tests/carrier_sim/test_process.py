"""The command: one line of JSON when it listens, and an end when it is told."""

import socket
import stat
import subprocess
import sys
from pathlib import Path

from beebox.kernel.settings import Settings
from tests.carrier_sim.callers import EmsCaller, SfCaller
from tests.carrier_sim.running import running_simulator

FIELDS = {
    "ems": {"url", "sender_no", "authorization", "sign_key"},
    "sf": {"url", "partner_id", "checkword", "monthly_card"},
    "control": {"url", "token"},
}


def test_it_says_one_line_serves_and_ends_when_told(tmp_path: Path) -> None:
    with running_simulator(tmp_path) as simulator:
        assert {name: set(fields) for name, fields in simulator.told.items()} == FIELDS
        assert simulator.ems["url"].endswith("/amp-prod-api/f/amp/api/open")
        assert simulator.sf["url"].endswith("/std/service")
        assert simulator.sf["monthly_card"] == "7551234567"
        assert EmsCaller(simulator).create("R1")["retCode"] == "00000"
        assert SfCaller(simulator).create("R1")["success"]
        assert simulator.process is not None and simulator.process.stdout is not None
        simulator.process.terminate()
        assert simulator.process.wait(10) == 0
        assert simulator.process.stdout.read() == ""
    assert stat.S_IMODE((tmp_path / "carrier-sim.keys").stat().st_mode) == 0o600


def test_what_it_says_is_what_the_settings_take(tmp_path: Path) -> None:
    with running_simulator(tmp_path) as simulator:
        told = simulator.environment() | {"BEEBOX_CARRIERS": "ems,sf"}
    settings = Settings.from_env(told)
    assert settings.ems is not None and settings.ems.url == simulator.ems["url"]
    assert settings.sf is not None and settings.sf.checkword == simulator.sf["checkword"]


def test_a_port_that_is_taken_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        start = [sys.executable, "-c", "from beebox.cli import main; main()", "carrier-sim", "--port", port]
        told = subprocess.run(
            [*start, "--journal", str(tmp_path / "j")], capture_output=True, text=True, check=False
        )
    assert told.returncode == 1 and told.stdout == ""
    assert "--port" in told.stderr and "Traceback" not in told.stderr
