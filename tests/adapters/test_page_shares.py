"""Pages of one file shared out among idle children: in order, fair, and no page takes another with it."""

import io
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from queue import LifoQueue

import pytest
from PIL import Image, ImageDraw

from beebox.adapters.confined import ReadingRoom
from beebox.adapters.page_shares import Part, SharedFile
from beebox.kernel.settings import ROOT
from beebox.preaudit.ports import ReadingFailed, nobody
from beebox.preaudit.report import MaterialReading
from tests.preaudit.papers_made import reading


@dataclass
class Reader:
    """A child that keeps the numbers of the pages it was given."""

    pid: int | None = 1
    pages: list[int] = field(default_factory=list)


def read(child: Reader, number: int) -> Part:
    child.pages.append(number)
    time.sleep(0.02)
    return reading(name=f"第{number}页"), [f"{number}".encode()]


def idle(*children: Reader) -> "LifoQueue[Reader]":
    pool: LifoQueue[Reader] = LifoQueue()
    for child in children:
        pool.put(child)
    return pool


def test_the_order_is_the_files_whoever_reads() -> None:
    own, helper, pool = Reader(), Reader(), idle()
    pool.put(helper)
    told: list[int] = []
    found, previews = SharedFile(pool, 9, read, told.append).read(own)
    assert [page.number for page in found.pages] == list(range(1, 10))
    assert [page.fields[0].value for page in found.pages] == [f"第{n}页" for n in range(1, 10)]
    assert [page.fields[0].page for page in found.pages] == list(range(1, 10))
    assert previews == [f"{n}".encode() for n in range(1, 10)]
    assert told == list(range(1, 10))
    assert sorted(own.pages + helper.pages) == list(range(1, 10))
    assert len(helper.pages) > 1
    assert pool.get_nowait() is helper


def test_pages_are_read_at_the_same_time() -> None:
    meeting = threading.Barrier(3)

    def meet(_child: Reader, number: int) -> Part:
        meeting.wait(10)
        return reading(), [b"x"]

    found, _ = SharedFile(idle(Reader(), Reader()), 3, meet, nobody).read(Reader())
    assert found.page_count == 3


def test_a_page_that_fails_costs_itself_only() -> None:
    def some(child: Reader, number: int) -> Part | None:
        return None if number in (1, 3) else read(child, number)

    found, previews = SharedFile(idle(Reader()), 4, some, nobody).read(Reader())
    assert found.unread == (1, 3)
    assert [page.number for page in found.pages] == [2, 4]
    assert previews == [b"", b"2", b"", b"4"]
    assert (found.page_count, found.engine, found.document_type) == (4, "test", "id_card_front")


def test_a_file_of_which_nothing_could_be_read_failed() -> None:
    with pytest.raises(ReadingFailed):
        SharedFile(idle(Reader()), 3, lambda _child, _number: None, nobody).read(Reader())


def test_a_helper_makes_room_for_somebody_else_between_two_pages() -> None:
    pool = idle(Reader())
    came: list[int] = []
    shared = SharedFile(pool, 30, read, nobody)
    own = Reader()

    def somebody_else() -> None:
        child = pool.get(timeout=10)
        came.append(len(own.pages) + len(child.pages))
        pool.put(child)

    other = threading.Timer(0.05, somebody_else)
    other.start()
    shared.read(own)
    other.join()
    assert came[0] < 15


def test_a_child_is_not_started_for_one_page() -> None:
    cold = Reader(pid=None)
    SharedFile(idle(cold), 2, read, nobody).read(Reader())
    assert cold.pages == []
    SharedFile(idle(cold), 6, read, nobody).read(Reader())
    assert cold.pages != []


def test_a_child_whose_pages_fail_is_given_back_all_the_same() -> None:
    own, helper = Reader(), Reader()
    pool = idle(helper)

    def only_own(child: Reader, number: int) -> Part | None:
        return read(child, number) if child is own else None

    found, _ = SharedFile(pool, 4, only_own, nobody).read(own)
    assert found.unread
    assert pool.get_nowait() is helper


@pytest.fixture
def room() -> Iterator[ReadingRoom]:
    made = ReadingRoom(ROOT / "catalogue", readers=2)
    yield made
    made.close()


def sheet(words: str) -> Image.Image:
    page = Image.new("RGB", (620, 400), "white")
    ImageDraw.Draw(page).text((60, 120), words, "black", font_size=60)
    return page


def tiff(*words: str) -> bytes:
    out, pages = io.BytesIO(), [sheet(one) for one in words]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_adobe_deflate")
    return out.getvalue()


def spoilt(data: bytes, page: int) -> bytes:
    """The same file with noise where the drawing of this page (from 0) was packed."""
    with Image.open(io.BytesIO(data)) as whole:
        whole.seek(page)
        offsets, lengths = whole.tag_v2[273], whole.tag_v2[279]  # type: ignore[attr-defined]  # TIFF only
    broken = bytearray(data)
    for offset, length in zip(offsets, lengths, strict=True):
        broken[offset : offset + length] = b"\x5a" * length
    return bytes(broken)


def words_of(found: MaterialReading) -> dict[int, str]:
    return {page.number: page.text for page in found.pages}


def test_real_pages_come_in_their_order_and_a_spoilt_one_is_named(room: ReadingRoom) -> None:
    data = tiff("1111 AAAA", "2222 BBBB", "3333 CCCC", "4444 DDDD")
    told: list[int] = []
    found, previews = room.read(data, "tiff", 4, told.append)
    assert told == [1, 2, 3, 4]
    assert found.unread == ()
    for number, sign in enumerate("1234", start=1):
        assert sign * 4 in words_of(found)[number]
    assert len({bytes(one) for one in previews}) == 4
    found, previews = room.read(spoilt(data, 1), "tiff", 4)
    assert found.unread == (2,)
    assert sorted(words_of(found)) == [1, 3, 4]
    assert "3333" in words_of(found)[3]
    assert [bool(one) for one in previews] == [True, False, True, True]
    assert room._readers.qsize() == 2
