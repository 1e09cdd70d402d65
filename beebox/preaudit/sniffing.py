"""What a file is, told from its bytes alone; its name is only asked what it claims to be."""

from pathlib import PurePath

ACCEPTED = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "heic": "image/heic",
    "webp": "image/webp",
    "tiff": "image/tiff",
    "pdf": "application/pdf",
}
"""kind -> MIME type of everything the door takes."""

_CLAIMS = {
    "jpg": "jpeg", "jpeg": "jpeg", "jpe": "jpeg", "jfif": "jpeg", "png": "png", "heic": "heic",
    "heif": "heic", "hif": "heic", "webp": "webp", "tif": "tiff", "tiff": "tiff", "pdf": "pdf",
}  # fmt: skip

_STARTS = (
    (b"\xff\xd8", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "bigtiff"),
    (b"MM\x00+", "bigtiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"8BPS", "psd"),
    (b"\x00\x00\x00\x0cjP  ", "jp2"),
    (b"\xff\x4f\xff\x51", "jp2"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_PDF_HEADER_WITHIN = 1024


def claimed_kind(filename: str) -> str | None:
    """The accepted kind this name claims by its ending, or None."""
    return _CLAIMS.get(PurePath(filename).suffix.lower().lstrip("."))


def sniff(data: bytes) -> str:
    """A kind of ACCEPTED, another known kind, `text`, or `unknown`."""
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return "pdf"
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        return _box_kind(data)
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip_kind(data)
    return "text" if _is_text(data) else "unknown"


def _box_kind(data: bytes) -> str:
    size = max(16, min(int.from_bytes(data[:4], "big"), 256))
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, size, 4))}
    if brands & {b"avif", b"avis"}:
        return "avif"
    return "heic" if brands & _HEIC_BRANDS else "video"


def _zip_kind(data: bytes) -> str:
    if b"OFD.xml" in data:
        return "ofd"
    return "office" if b"[Content_Types].xml" in data else "zip"


def _is_text(data: bytes) -> bool:
    sample = data[:4096]
    if len(sample) < 4 or b"\x00" in sample:
        return False
    try:
        text = sample.decode("utf-8", "strict" if len(data) <= 4096 else "ignore")
    except UnicodeDecodeError:
        return False
    return all(sign.isprintable() or sign in "\r\n\t\ufeff" for sign in text)
