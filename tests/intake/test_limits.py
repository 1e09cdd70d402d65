"""Every refusal says which limit, and leaves what was there before as it was."""

import io
import zlib
from pathlib import Path

from beebox.adapters.disk_files import DiskFiles, DiskIncoming
from beebox.kernel.files import FileStore, NoRoom
from beebox.web.uploads import MOST_FILES
from tests.intake.walking import Walk, blobs, disk, half_way, picture, uploads

KEY = "a" * 30


def test_what_is_no_paper_is_refused_with_a_reason(walk: Walk) -> None:
    walk.start()
    walk.give("id_back", picture(3))
    for data, name, word in [
        (b"MZ" + bytes(200), "a.exe", "暂不支持"),
        (b"", "a.jpg", "空的"),
        (picture(1)[:200], "a.jpg", "损坏"),
        (b"plain text", "a.jpg", "不是"),
    ]:
        answer = walk.give("id_front", data, name)
        assert answer.status_code == 422, name
        assert word in answer.text
    assert len(uploads(walk.office)) == 1
    assert blobs(walk.office) == 1


def test_too_many_megapixels_are_named(walk: Walk) -> None:
    header = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", (9000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0")
    data = header + _chunk(b"IDAT", zlib.compress(b"")) + _chunk(b"IEND", b"")
    walk.start()
    answer = walk.give("id_front", data, "big.png")
    assert answer.status_code == 422
    assert "40 百万像素" in answer.text


def _chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def test_more_than_twenty_megabytes_are_refused_and_leave_nothing(walk: Walk) -> None:
    walk.start()
    answer = walk.give("id_front", picture(1) + bytes(21 * 1024 * 1024), "big.jpg")
    assert answer.status_code == 413
    assert "20 MB" in answer.text
    assert blobs(walk.office) == 0
    assert not half_way(walk.office)


def test_a_body_beyond_every_limit_is_refused(walk: Walk) -> None:
    walk.start()
    answer = walk.browser.post(
        walk.path("/materials/id_front"), input_stream=io.BytesIO(b"x"),
        content_type="multipart/form-data; boundary=b",
        environ_overrides={"CONTENT_LENGTH": str(200 * 1024 * 1024)},
    )  # fmt: skip
    assert answer.status_code == 413
    assert "20 MB" in answer.text


def test_fifty_pages_in_all(walk: Walk) -> None:
    walk.start("food-licence-new", {"business": "shop", "papers": "upload", "online": "no", "agent": "no"})
    assert walk.give("premises", pages(30, 1), "a.pdf").status_code == 303
    answer = walk.give("premises", pages(21, 2), "b.pdf")
    assert answer.status_code == 422
    assert "最多 50 页：已经有 30 页，这个文件有 21 页" in answer.text
    assert walk.give("premises", pages(20, 3), "c.pdf").status_code == 303
    assert blobs(walk.office) == 2


def pages(count: int, shade: int) -> bytes:
    from PIL import Image

    sheets = [Image.new("RGB", (60, 60), (shade, n, 0)) for n in range(count)]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    return out.getvalue()


def test_no_file_chosen_is_said(walk: Walk) -> None:
    walk.start()
    answer = walk.browser.post(walk.path("/materials/id_front"), data={"upload_key": KEY})
    assert answer.status_code == 422
    assert "还没有选文件" in answer.text
    empty = walk.browser.post(walk.path("/materials/id_front"), data={"files": (io.BytesIO(b""), "")})
    assert empty.status_code == 422


def test_too_many_files_at_once_are_refused_whole(walk: Walk) -> None:
    walk.start()
    files = [(io.BytesIO(picture(n)), f"{n}.jpg") for n in range(MOST_FILES + 1)]
    answer = walk.browser.post(walk.path("/materials/household_head"), data={"files": files})
    assert answer.status_code == 413
    assert f"一次最多选 {MOST_FILES} 个" in answer.text
    assert blobs(walk.office) == 0
    assert not half_way(walk.office)


def test_a_full_disk_says_so_and_takes_nothing(walk: Walk) -> None:
    walk.start()

    class FullDisk(DiskFiles):
        def incoming(self, max_bytes: int) -> DiskIncoming:
            raise NoRoom

    store = disk(walk.office)
    walk.office._tools[FileStore] = FullDisk(store._blobs.parent, bytes(32))
    answer = walk.give("id_front", picture(1))
    assert answer.status_code == 507
    assert "暂时存不下新文件" in answer.text
    walk.office._tools[FileStore] = store
    assert not uploads(walk.office)


def test_a_disk_that_fills_up_while_keeping_says_so(walk: Walk) -> None:
    walk.start()

    class Filling(DiskFiles):
        def settle(self, part: Path, key: str) -> None:
            raise OSError(28, "No space left on device")

    store = disk(walk.office)
    walk.office._tools[FileStore] = Filling(store._blobs.parent, bytes(32))
    answer = walk.give("id_front", picture(1))
    assert answer.status_code == 507
    assert not half_way(walk.office)
    assert not uploads(walk.office)
