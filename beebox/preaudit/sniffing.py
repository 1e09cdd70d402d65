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

FOREIGN = {"text", "zip", "archive", "office", "ofd", "program", "video", "sound", "data"}
"""Kinds that are no picture and no document: one of them behind a picture's name is a mistake."""

_CLAIMS = {
    "jpg": "jpeg", "jpeg": "jpeg", "jpe": "jpeg", "jfif": "jpeg", "png": "png", "heic": "heic",
    "heif": "heic", "hif": "heic", "webp": "webp", "tif": "tiff", "tiff": "tiff", "pdf": "pdf",
}  # fmt: skip

_ZIP_END = b"PK\x05\x06"
_PICTURES = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)
_NEVER_A_PDF = ((b"MZ", "program"), (b"\x7fELF", "program"), (b"PK\x03\x04", "zip"))
"""These count even where a PDF begins a little later in the file."""
_STARTS = (
    (b"\xff\xd8", "jpeg"),
    (b"II+\x00", "bigtiff"),
    (b"MM\x00+", "bigtiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"8BPS", "psd"),
    (b"\x00\x00\x00\x0cjP  ", "jp2"),
    (b"\xff\x4f\xff\x51", "jp2"),
    (b"\xff\x0a", "jxl"),
    (b"\x00\x00\x00\x0cJXL ", "jxl"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\x00asm", "program"),
    (_ZIP_END, "zip"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"MSCF", "archive"),
    (b"!<arch>\n", "archive"),
    (b"\x1a\x45\xdf\xa3", "video"),
    (b"FLV\x01", "video"),
    (b"\x00\x00\x01\xba", "video"),
    (b"\x00\x00\x01\xb3", "video"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video"),
    (b"OggS", "sound"),
    (b"fLaC", "sound"),
    (b"ID3", "sound"),
    (b"#!AMR", "sound"),
    (b"SQLite format 3\x00", "data"),
    (b"wOFF", "data"),
    (b"wOF2", "data"),
)
_RIFFS = {b"WEBP": "webp", b"AVI ": "video", b"WAVE": "sound"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_PDF_HEADER_WITHIN = 1024
_SAMPLE = 4096
_HIDDEN = (b"<?php", b"<script", b"<html", b"<svg", b"#!/bin/", b"MZ\x90\x00", b"\x7fELF")
_NEAR_THE_END = 65_557
"""A ZIP's list of contents ends at most this far from its last byte."""


def claimed_kind(filename: str) -> str | None:
    """The accepted kind this name claims by its ending, or None."""
    return _CLAIMS.get(PurePath(filename).suffix.lower().lstrip("."))


def sniff(data: bytes) -> str:
    """A kind of ACCEPTED, another known kind, `text`, or `unknown`."""
    found = _by_start(data, _PICTURES) or _by_start(data, _NEVER_A_PDF) or _boxed_kind(data)
    if found is None and b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        found = "pdf"
    found = found or _by_start(data, _STARTS)
    if found == "zip":
        return _zip_kind(data)
    return found or ("text" if _is_text(data) else "unknown")


def is_polyglot(data: bytes, kind: str) -> bool:
    """Whether a file of an accepted kind is something else as well, or carries it along."""
    head = data[:_SAMPLE].lower()
    if kind != "pdf" and b"%pdf-" in head[:_PDF_HEADER_WITHIN]:
        return True
    if kind == "pdf" and not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return True
    if any(mark.lower() in head for mark in _HIDDEN):
        return True
    return data.rfind(_ZIP_END, max(0, len(data) - _NEAR_THE_END)) >= 0 and b"PK\x01\x02" in data


def _by_start(data: bytes, starts: tuple[tuple[bytes, str], ...]) -> str | None:
    return next((kind for start, kind in starts if data.startswith(start)), None)


def _boxed_kind(data: bytes) -> str | None:
    """Of files made of named boxes: RIFF, ISO media and tape archives."""
    if data[:4] == b"RIFF":
        return _RIFFS.get(data[8:12])
    if data[257:262] == b"ustar":
        return "archive"
    if data[4:8] != b"ftyp":
        return None
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
    sample = data[:_SAMPLE]
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _reads_as(sample[: len(sample) // 2 * 2], "utf-16")
    if len(sample) < 4 or b"\x00" in sample:
        return False
    return _reads_as(sample, "utf-8") or _reads_as(sample, "gb18030")


def _reads_as(sample: bytes, encoding: str) -> bool:
    """Whether this is print in that encoding; a sign cut off at the end of the sample is no fault."""
    try:
        text = sample.decode(encoding, "strict" if len(sample) < _SAMPLE else "ignore")
    except UnicodeDecodeError:
        return False
    if encoding == "gb18030" and len(sample) == _SAMPLE and len(text.encode(encoding)) < _SAMPLE - 4:
        return False
    return all(sign.isprintable() or sign in "\r\n\t\ufeff" for sign in text)
