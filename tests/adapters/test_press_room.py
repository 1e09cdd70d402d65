"""The press in its own process: the same bytes as in ours, and a clear end of whatever goes wrong."""

import os
import signal
import time

import pytest

from beebox.adapters.press import PaperPress
from beebox.adapters.press_room import NotPrinted, PressRoom
from beebox.cases.issuing.contents import Body, Content

WORDS = Content(
    "acceptance", "受理通知书", "Notice of acceptance", "海民受〔2026〕000001号", "7K3Q-9M2X-4HTW",
    "https://box.example/verify/7K3Q-9M2X-4HTW", "海珠区民政局", "黄建国", "老年人优待卡首次申领",
    "7K3Q-9M2X", "", "2026-11-30", Body(("现予受理。",)), (), "电话 12345",
).to_json()  # fmt: skip


@pytest.fixture
def room():  # type: ignore[no-untyped-def]  # fixture
    made = PressRoom()
    yield made
    made.close()


def test_it_prints_what_we_would_print_again_and_again(room: PressRoom) -> None:
    first = room.press("document-1", WORDS)
    assert first.startswith(b"%PDF-")
    assert room.press("document-1", WORDS) == first == PaperPress().press("document-1", WORDS)


def test_a_layout_that_is_not_there_is_told_and_the_next_document_is_printed(room: PressRoom) -> None:
    with pytest.raises(NotPrinted, match="document-99"):
        room.press("document-99", WORDS)
    with pytest.raises(NotPrinted):
        room.press("document-1", {})
    assert room.press("document-1", WORDS).startswith(b"%PDF-")


def test_a_press_that_was_killed_is_replaced(room: PressRoom) -> None:
    room.press("document-1", WORDS)
    process = room._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait(5)
    assert room.press("document-1", WORDS).startswith(b"%PDF-")


def test_one_that_hangs_is_ended() -> None:
    room = PressRoom(seconds=0.0)
    started = time.monotonic()
    with pytest.raises(NotPrinted, match="too long"):
        room.press("document-1", WORDS)
    assert time.monotonic() - started < 10
    assert room._process is None


def test_a_long_document_is_printed_whole(room: PressRoom) -> None:
    long = {**WORDS, "body": {**WORDS["body"], "opening": ["很长的一段。" * 2000] * 12}}
    assert room.press("document-1", long) == PaperPress().press("document-1", long)


def test_closing_ends_the_process(room: PressRoom) -> None:
    room.press("document-1", WORDS)
    process = room._process
    room.close()
    assert process is not None
    assert process.poll() is not None
