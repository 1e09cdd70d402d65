"""A child may crash, hang or be killed: one answer is lost, never the service."""

import io
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from beebox.adapters.confined import ReadingRoom
from beebox.adapters.frames import Unpacker, packed
from beebox.kernel.settings import ROOT
from beebox.preaudit.door import Limits
from beebox.preaudit.ports import ReadingFailed
from beebox.preaudit.refusals import Refused

PAPERS = ROOT / "tests" / "data" / "papers"
MB = 1024 * 1024
CARD = (PAPERS / "id_card_back_009.jpg").read_bytes()


@pytest.fixture
def room() -> Iterator[ReadingRoom]:
    made = ReadingRoom(ROOT / "catalogue", inspect_seconds=1.5, read_seconds=12)
    yield made
    made.close()


def pids(room: ReadingRoom) -> list[int]:
    return [child.pid for child in room.children if child.pid is not None]


def test_no_child_before_it_is_needed_and_none_after_closing(room: ReadingRoom):
    assert pids(room) == []
    room.inspect(CARD, "a.jpg")
    (child,) = pids(room)
    room.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_a_hanging_door_is_answered_and_replaced(room: ReadingRoom):
    room.inspect(CARD, "a.jpg")
    (hung,) = pids(room)
    os.kill(hung, signal.SIGSTOP)
    with pytest.raises(Refused) as refused:
        room.inspect(CARD, "a.jpg")
    assert refused.value.code == "could_not_check"
    assert room.inspect(CARD, "a.jpg").kind == "jpeg"
    assert pids(room) != [hung]


def test_a_child_that_died_between_tasks_is_not_noticed(room: ReadingRoom):
    room.inspect(CARD, "a.jpg")
    os.kill(pids(room)[0], signal.SIGKILL)
    time.sleep(0.2)
    assert room.inspect(CARD, "a.jpg").kind == "jpeg"


def test_a_crash_while_reading_is_told_and_the_door_stays_open(room: ReadingRoom):
    room.read(CARD, "jpeg")
    (reader,) = pids(room)
    os.kill(reader, signal.SIGSTOP)
    threading.Timer(1.0, os.kill, (reader, signal.SIGKILL)).start()
    seen: list[float] = []

    def at_the_door() -> None:
        started = time.monotonic()
        room.inspect(CARD, "a.jpg")
        seen.append(time.monotonic() - started)

    door = threading.Thread(target=at_the_door)
    door.start()
    with pytest.raises(ReadingFailed):
        room.read(CARD, "jpeg")
    door.join()
    assert len(seen) == 1


def test_greed_for_memory_is_answered():
    many_pixels = Limits(max_pixels=300_000_000)
    poor = ReadingRoom(ROOT / "catalogue", many_pixels, memory=256 * 1024 * 1024)
    out = io.BytesIO()
    Image.new("L", (16000, 16000)).save(out, "PNG", compress_level=1)
    try:
        with pytest.raises(Refused):
            poor.inspect(out.getvalue(), "a.png")
        assert poor.inspect(CARD, "a.jpg").kind == "jpeg"
    finally:
        poor.close()


def test_many_threads_share_the_children(room: ReadingRoom):
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda: answers.append(room.inspect(CARD, "a.jpg").kind)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["jpeg"] * 8
    assert len(pids(room)) <= 2


def test_a_confined_process_has_no_network():
    program = (
        "from beebox.adapters.confined_child import confine; confine(1 << 30)\n"
        "import socket\n"
        "try: socket.create_connection(('127.0.0.1', 9), 1)\n"
        "except PermissionError: print('none')\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == "none\n"


def test_messages_survive_any_cut():
    message = packed({"a": "一"}, (b"x" * 10, b""))
    for cut in range(len(message)):
        unpacker = Unpacker()
        unpacker.feed(message[:cut])
        assert unpacker.take() is None
        unpacker.feed(message[cut:] + message)
        for _ in range(2):
            found = unpacker.take()
            assert found is not None
            assert found[0]["a"] == "一"
            assert found[1] == [b"x" * 10, b""]


def test_a_child_has_low_priority_no_way_to_rise_and_its_limits(room: ReadingRoom):
    room.inspect(CARD, "a.jpg")
    (child,) = pids(room)
    proc = Path(f"/proc/{child}")
    assert os.getpriority(os.PRIO_PROCESS, child) >= 2
    assert "NoNewPrivs:\t1" in (proc / "status").read_text()
    limits = (proc / "limits").read_text()
    for name in ("cpu time", "file size", "address space", "open files", "core file size"):
        (line,) = [line for line in limits.splitlines() if line.lower().startswith(f"max {name}")]
        assert "unlimited" not in line.split("  ", 1)[1].split()[0], line
    assert (proc / "ns" / "net").readlink() != Path("/proc/self/ns/net").readlink()


def test_who_burns_the_processor_is_ended_long_before_the_clock():
    room = ReadingRoom(ROOT / "catalogue", inspect_seconds=60, inspect_cpu_seconds=1)
    try:
        started = time.monotonic()
        with pytest.raises(Refused) as refused:
            room.inspect(endless_drawing(), "a.pdf")
        assert refused.value.code == "could_not_check"
        assert time.monotonic() - started < 30
        assert room.inspect(CARD, "a.jpg").kind == "jpeg"
    finally:
        room.close()


def test_who_grows_too_large_is_ended_in_the_middle():
    many = Limits(max_bytes=100 * MB, max_pixels=300_000_000)
    room = ReadingRoom(ROOT / "catalogue", many, ceiling=80 * MB)
    out = io.BytesIO()
    Image.effect_noise((8000, 8000), 9).save(out, "PNG", compress_level=1)
    try:
        with pytest.raises(Refused) as refused:
            room.inspect(out.getvalue(), "a.png")
        assert refused.value.code == "could_not_check"
        assert room.inspect(CARD, "a.jpg").kind == "jpeg"
    finally:
        room.close()


@pytest.mark.parametrize("limit", [{"tasks": 2}, {"resident": 1 * MB}], ids=["after two", "grown"])
def test_a_child_is_replaced_before_it_is_needed_again(limit: dict[str, int]):
    room = ReadingRoom(ROOT / "catalogue", **limit)  # type: ignore[arg-type]
    try:
        seen = []
        for _ in range(4):
            assert room.inspect(CARD, "a.jpg").kind == "jpeg"
            (child,) = pids(room)
            os.kill(child, 0)
            seen.append(child)
        assert len(set(seen)) == (3 if "tasks" in limit else 4)
    finally:
        room.close()


@pytest.mark.parametrize("stopped", [False, True], ids=["idle", "hung"])
def test_no_child_outlives_the_program(stopped: bool):
    program = (
        "import os, signal, sys, time\n"
        "from beebox.adapters.confined import ReadingRoom\n"
        "from beebox.kernel.settings import ROOT\n"
        "room = ReadingRoom(ROOT / 'catalogue')\n"
        f"room.inspect(open({str(PAPERS / 'id_card_back_009.jpg')!r}, 'rb').read(), 'a.jpg')\n"
        "(pid,) = [child.pid for child in room.children if child.pid]\n"
        f"{'os.kill(pid, signal.SIGSTOP)' if stopped else ''}\n"
        "print(pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    child = int(told.stdout)
    until = time.monotonic() + 10
    while is_alive(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_alive(child)


def test_a_child_outlives_the_thread_that_first_asked(room: ReadingRoom):
    thread = threading.Thread(target=room.inspect, args=(CARD, "a.jpg"))
    thread.start()
    thread.join()
    (child,) = pids(room)
    time.sleep(0.3)
    room.inspect(CARD, "a.jpg")
    assert pids(room) == [child]


def test_a_crash_at_the_door_is_looked_at_again(room: ReadingRoom):
    room.inspect(CARD, "a.jpg")
    (child,) = pids(room)
    os.kill(child, signal.SIGSTOP)
    threading.Timer(0.4, os.kill, (child, signal.SIGKILL)).start()
    assert room.inspect(CARD, "a.jpg").kind == "jpeg"
    assert pids(room) != [child]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def endless_drawing() -> bytes:
    """A PDF of a few kB: one drawing that asks ten times for another, nine deep."""
    made, out = pikepdf.new(), io.BytesIO()
    page = made.add_blank_page(page_size=(500, 500))
    inner = made.make_stream(
        b"0 0 m 500 500 l S " * 200, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form
    )
    inner.BBox = pikepdf.Array([0, 0, 500, 500])
    for _ in range(9):
        outer = made.make_stream(b"/X Do " * 10, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        outer.BBox = pikepdf.Array([0, 0, 500, 500])
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
        inner = outer
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
    page.Contents = made.make_stream(b"/X Do")
    made.save(out)
    return out.getvalue()


def test_one_child_of_each_kind_is_ready_before_anybody_comes(room: ReadingRoom):
    room.get_ready()
    ready = pids(room)
    assert len(ready) == 2
    room.inspect(CARD, "a.jpg")
    room.read(CARD, "jpeg")
    assert pids(room) == ready


def test_a_child_that_cannot_start_hinders_nothing(tmp_path):
    poor = ReadingRoom(tmp_path / "no catalogue here")
    try:
        poor.get_ready()
        with pytest.raises(ReadingFailed):
            poor.read(CARD, "jpeg")
    finally:
        poor.close()


def test_the_edition_changes_with_what_a_reading_depends_on_and_with_nothing_else(tmp_path):
    shutil.copytree(ROOT / "catalogue", tmp_path / "catalogue")

    def edition(engine: str = "tesseract") -> str:
        return ReadingRoom(tmp_path / "catalogue", engine=engine).edition

    first = edition()
    assert first == edition()
    assert first.startswith("tesseract-")
    for name in ("rules.yaml", "messages.yaml", "workdays-2026.yaml"):
        (tmp_path / "catalogue" / name).write_text("other: words\n")
    assert edition() == first
    with (tmp_path / "catalogue" / "document_types.yaml").open("a") as types:
        types.write("# another word\n")
    assert edition() != first
    assert edition("nothing there is") == "none"


def test_a_reader_stays_small_over_long_use():
    """Photographs of twelve megapixels, one after the other: never more than a worker may use."""
    photo = io.BytesIO()
    with Image.open(io.BytesIO(CARD)) as card:
        card.convert("RGB").resize((4000, 3000)).save(photo, "JPEG", quality=80)
    room = ReadingRoom(ROOT / "catalogue", tasks=4)
    try:
        seen, most = set(), 0
        for _ in range(6):
            room.read(photo.getvalue(), "jpeg")
            (reader,) = pids(room)
            seen.add(reader)
            told = Path(f"/proc/{reader}/status").read_text()
            most = max(most, int(told.partition("VmHWM:")[2].split()[0]) * 1024)
        assert len(seen) == 2
        assert most < 600 * MB
    finally:
        room.close()
