"""The measuring of folding and pushes: it does what it says, and loses nothing itself."""

import os

import pytest
import sqlalchemy as sa

from bench.logistics_tracking import _is_whole, scans, time_folding, time_pushes
from tests.conftest import POSTGRES


def test_a_long_way_is_folded_and_timed() -> None:
    assert len(set(scans(50))) == 50
    assert time_folding(runs=3) > 0


def test_an_answer_is_whole_when_all_of_it_is_there() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
    assert _is_whole(head + b"okay") and not _is_whole(head + b"ok") and not _is_whole(head[:20])


def test_every_push_is_answered_and_kept() -> None:
    try:
        sa.create_engine(POSTGRES, connect_args={"connect_timeout": 3}).connect().close()
    except sa.exc.OperationalError as error:
        if os.environ.get("BEEBOX_REQUIRE_POSTGRES"):
            raise
        pytest.skip(f"no PostgreSQL answers: {str(error.orig)[:60]}")
    told = time_pushes(POSTGRES, 100, connections=8)
    assert (told.sent, told.refused, told.rows) == (100, 0, 100)
