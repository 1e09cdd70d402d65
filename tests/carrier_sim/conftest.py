"""Simulators that listen in a thread of the test, each with a journal of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.carrier_sim.callers import EmsCaller, SfCaller
from tests.carrier_sim.running import Running, threaded_simulator


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Running]:
    with threaded_simulator(tmp_path) as running:
        yield running


@pytest.fixture
def ems(simulator: Running) -> EmsCaller:
    return EmsCaller(simulator)


@pytest.fixture
def sf(simulator: Running) -> SfCaller:
    return SfCaller(simulator)
