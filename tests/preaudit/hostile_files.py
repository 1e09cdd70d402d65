"""Hostile and odd files made on the spot: each with its name and the answers that are right for it.

An answer is `accept` or a refusal code; several mean that a careful door may say either.
"""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pikepdf
from PIL import Image, PngImagePlugin, TiffImagePlugin

MB = 1024 * 1024
Name, Dictionary, Array = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array
ACTIVE = "active_content"


@dataclass(frozen=True)
class Hostile:
    what: str
    name: str
    data: bytes
    answers: tuple[str, ...]
    care: str = ""
    """What an accepted one must be known for."""


def print_like(size: tuple[int, int] = (400, 280), mode: str = "RGB") -> Image.Image:
    """A white sheet with dark bars for print, and one red spot."""
    picture = Image.new("RGB", size, "white")
    for y in range(20, size[1] - 20, 24):
        picture.paste((30, 30, 30), (20, y, size[0] - 20 - y % 60, y + 8))
    picture.paste((200, 20, 20), (size[0] - 70, size[1] - 70, size[0] - 20, size[1] - 20))
    return picture.convert(mode)


def saved(picture: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def jpeg(**how: Any) -> bytes:
    return saved(print_like(), "JPEG", **how)


def png(**how: Any) -> bytes:
    return saved(print_like(), "PNG", **how)


# ---- pictures -----------------------------------------------------------------------------------


def jpeg_with(marker: int, payload: bytes, times: int = 1) -> bytes:
    """A good JPEG with a further segment right after its start."""
    segment = struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload
    return b"\xff\xd8" + segment * times + jpeg()[2:]


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_with(*chunks: bytes) -> bytes:
    """A good PNG with further chunks right after its header."""
    good = png()
    return good[:33] + b"".join(chunks) + good[33:]


def progressive_with_many_scans() -> bytes:
    data = saved(print_like((900, 700)), "JPEG", progressive=True)
    first = data.index(b"\xff\xda")
    second = data.index(b"\xff\xda", first + 2)
    end = data.rindex(b"\xff\xd9")
    return data[:end] + data[first:second] * 2000 + data[end:]


def tiff_pages(count: int, **how: Any) -> bytes:
    pages = [print_like((60, 60), "L") for _ in range(count)]
    return saved(pages[0], "TIFF", save_all=True, append_images=pages[1:], **how)


def tiff_loop(back_to: int) -> bytes:
    """Three pages, of which the last says that an earlier one comes next."""
    data = bytearray(tiff_pages(3))
    starts, at = [], struct.unpack_from("<I", data, 4)[0]
    while at:
        starts.append(at)
        after = at + 2 + struct.unpack_from("<H", data, at)[0] * 12
        at = struct.unpack_from("<I", data, after)[0]
    struct.pack_into("<I", data, after, starts[back_to])
    return bytes(data)


def tiff_with_tags(**tags: int) -> bytes:
    info = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, value in tags.items():
        info[int(tag.lstrip("t"))] = value
    return saved(print_like(), "TIFF", tiffinfo=info)


def patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def webp_claiming(width: int, height: int) -> bytes:
    head = b"\x10\x00\x00\x00" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", len(head)) + head + saved(print_like(), "WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def animated(kind: str, frames: int = 40) -> bytes:
    others = [print_like().rotate(3 * number) for number in range(1, frames)]
    return saved(print_like(), kind, save_all=True, append_images=others)


def pictures() -> Iterator[Hostile]:
    good, corrupt = ("accept",), ("corrupt_image",)
    zeros = bytes(30 * MB)
    icc = b"ICC_PROFILE\x00\x01\x01" + bytes(60_000)
    yield Hostile("icc profile of nonsense", "a.jpg", jpeg_with(0xE2, icc), good)
    yield Hostile("a thousand notes", "a.jpg", jpeg_with(0xFE, b"x" * 9000, 1000), good)
    yield Hostile(
        "a note with a program", "a.jpg", jpeg_with(0xFE, b"<?php system('id'); ?>"), good, "polyglot"
    )
    yield Hostile("exif of nonsense", "a.jpg", jpeg_with(0xE1, b"Exif\x00\x00II*\x00" + b"\xff" * 500), good)
    loop = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00"
    yield Hostile("exif that runs in a circle", "a.jpg", jpeg_with(0xE1, loop), good)
    yield Hostile("scans without end", "a.jpg", progressive_with_many_scans(), ("could_not_check",))
    yield Hostile("huge claim", "a.jpg", _jpeg_claiming(65_000, 65_000), ("image_too_large",))
    yield Hostile("no height", "a.jpg", _jpeg_claiming(400, 0), corrupt)
    yield Hostile("grey cmyk", "a.jpg", saved(print_like(mode="CMYK"), "JPEG"), good)
    yield Hostile(
        "text of 30 MB", "a.png", png_with(chunk(b"zTXt", b"a\0\0" + zlib.compress(zeros, 9))), corrupt
    )
    yield Hostile(
        "icc of 30 MB",
        "a.png",
        png_with(chunk(b"iCCP", b"a\0\0" + zlib.compress(zeros, 9))),
        ("accept", *corrupt),
    )
    itxt = b"a\0\x01\0\0\0" + zlib.compress(zeros, 9)
    yield Hostile("itxt of 30 MB", "a.png", png_with(chunk(b"iTXt", itxt)), corrupt)
    yield Hostile("ten thousand chunks", "a.png", png_with(*[chunk(b"teXt", b"x")] * 10_000), good)
    yield Hostile(
        "pixels without end", "a.png", _png_with_data(zlib.compress(zeros, 9)), ("accept", "corrupt_image")
    )
    yield Hostile("a million frames claimed", "a.png", png_with(chunk(b"acTL", struct.pack(">II", 10**6, 0))),
                  ("accept", "corrupt_image"))  # fmt: skip
    yield Hostile("a wrong sum", "a.png", patched(png(), 29, b"\0\0\0\0"), corrupt)
    yield Hostile("no width", "a.png", _png_claiming(0, 10), corrupt)
    yield Hostile(
        "16 bit grey", "a.png", saved(Image.fromarray(np.full((60, 60), 40_000, np.uint16)), "PNG"), good
    )
    yield Hostile("a film", "a.png", animated("PNG"), good, "animated")
    yield Hostile("a film", "a.webp", animated("WEBP"), good, "animated")
    yield Hostile("huge claim", "a.webp", webp_claiming(16_383, 16_383), ("image_too_large",))
    yield Hostile(
        "large claim over a small picture", "a.webp", webp_claiming(3000, 3000), ("accept", *corrupt)
    )
    yield Hostile("shorter than it says", "a.webp", saved(print_like(), "WEBP")[:-9], corrupt)
    yield Hostile("60 pages", "a.tif", tiff_pages(60), ("too_many_pages",))
    yield Hostile("50 pages", "a.tif", tiff_pages(50), good)
    yield from _odd_tiffs(good, corrupt)
    yield Hostile("two pictures in one", "a.jpg", saved(print_like(), "MPO", save_all=True,
                  append_images=[print_like()]), good)  # fmt: skip


def _odd_tiffs(good: tuple[str, ...], corrupt: tuple[str, ...]) -> Iterator[Hostile]:
    for back_to in range(3):
        yield Hostile(f"pages in a circle to {back_to}", "a.tif", tiff_loop(back_to), corrupt)
    plain = saved(print_like(), "TIFF")
    (first,) = struct.unpack_from("<I", plain, 4)
    yield Hostile("first page behind the end", "a.tif", patched(plain, 4, b"\xff\xff\xff\x7f"), corrupt)
    yield Hostile("65535 entries", "a.tif", patched(plain, first, b"\xff\xff"), corrupt)
    yield Hostile("wide claim", "a.tif", tiff_saying({256: 60_000, 257: 60_000}), ("image_too_large",))
    yield Hostile("many samples", "a.tif", tiff_saying({277: 60_000}), corrupt)
    yield Hostile("odd depth", "a.tif", tiff_saying({258: 999}), corrupt)
    yield Hostile("unknown packing", "a.tif", tiff_saying({259: 4711}), corrupt)
    yield Hostile("strips behind the end", "a.tif", tiff_saying({273: 2**31}), corrupt)
    yield Hostile("strips of 4 GB", "a.tif", tiff_saying({279: 2**32 - 1}), ("accept", *corrupt))
    yield Hostile("odd orientation", "a.tif", tiff_with_tags(t274=77), good)
    for how in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg", "tiff_deflate"):
        yield Hostile(f"compressed: {how}", "a.tif", saved(print_like(), "TIFF", compression=how), good)
    yield Hostile("fax", "a.tif", saved(print_like(mode="1"), "TIFF", compression="group4"), good)
    yield Hostile("tiles", "a.tif", saved(print_like(), "TIFF", tiled=True, tile=(64, 64)), good)
    yield Hostile("bigtiff", "a.tif", saved(print_like(), "TIFF", big_tiff=True), ("unsupported_type",))
    yield Hostile("lab", "a.tif", saved(print_like(mode="LAB"), "TIFF"), ("accept", "unsupported_type"))


def tiff_saying(told: dict[int, int]) -> bytes:
    """A TIFF of one page with other values for these tags."""
    data = saved(print_like(), "TIFF")
    (at,) = struct.unpack_from("<I", data, 4)
    (entries,) = struct.unpack_from("<H", data, at)
    for place in range(at + 2, at + 2 + entries * 12, 12):
        tag = struct.unpack_from("<H", data, place)[0]
        if tag in told:
            data = patched(data, place, struct.pack("<HHII", tag, 4, 1, told[tag]))
    return data


def _jpeg_claiming(width: int, height: int) -> bytes:
    data = jpeg()
    return patched(data, data.index(b"\xff\xc0") + 5, struct.pack(">HH", height, width))


def _png_claiming(width: int, height: int) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + png()[33:]


def _png_with_data(data: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 100, 100, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def with_place() -> bytes:
    """A JPEG that says where, with what and by whom it was taken, in three ways."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B] = "SECRETCAMERA", "SECRETMODEL", "SECRETPERSON"
    exif.get_ifd(0x8825).update({1: "N", 2: (23.0, 6.0, 32.0), 3: "E", 4: (113.0, 15.0, 53.0)})
    return saved(
        print_like(), "JPEG", exif=exif, comment=b"SECRETPLACE", xmp=b"<x:xmpmeta>SECRETXMP</x:xmpmeta>"
    )


def png_with_place() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "SECRETPLACE")
    info.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>SECRETXMP</x:xmpmeta>")
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    return png(pnginfo=info, exif=exif)


# ---- PDFs ---------------------------------------------------------------------------------------

Change = Callable[[pikepdf.Pdf, pikepdf.Page], None]


def pdf(change: Change = lambda _pdf, _page: None, pages: int = 1, **how: Any) -> bytes:
    """A PDF with a drawing on each page, after a change to it and its first page."""
    made, out = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        page = made.add_blank_page(page_size=(595, 842))
        page.Contents = made.make_stream(b"0 0 0 rg 72 700 200 12 re f 72 600 300 12 re f")
    change(made, made.pages[0])
    made.save(out, **how)
    return out.getvalue()


def packed(data: bytes, *filters: str) -> Change:
    """The first page's drawing is these bytes, said to be packed in these ways."""

    def change(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
        page.Contents = pikepdf.Stream(made, data)
        page.Contents["/Filter"] = Array([Name(f"/{name}") for name in filters])

    return change


def deep(data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


def boxed(*box: float, **more: Any) -> Change:
    def change(_made: pikepdf.Pdf, page: pikepdf.Page) -> None:
        page.MediaBox = Array(box)
        for key, value in more.items():
            page[f"/{key}"] = value

    return change


def image(width: int, height: int, data: bytes, kind: str, **more: Any) -> Change:
    """The first page shows a picture whose dictionary says this."""

    def change(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
        shown = pikepdf.Stream(made, data)
        shown.Type, shown.Subtype = Name.XObject, Name.Image
        shown.Width, shown.Height, shown.ColorSpace, shown.BitsPerComponent = (
            width,
            height,
            Name.DeviceGray,
            8,
        )
        shown["/Filter"] = Name(f"/{kind}")
        for key, value in more.items():
            shown[f"/{key}"] = value
        page.Resources = Dictionary(XObject=Dictionary(X=shown))
        page.Contents = made.make_stream(b"q 500 0 0 700 40 60 cm /X Do Q")

    return change


def action(kind: str, **more: Any) -> Change:
    def change(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
        act = Dictionary(S=Name(f"/{kind}"), **more)
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 99, 99]), A=act)
        page.Annots = Array([made.make_indirect(link)])

    return change


def pdfs() -> Iterator[Hostile]:
    good, corrupt, locked = ("accept",), ("corrupt_pdf",), ("encrypted_pdf",)
    lines = b"0 0 m 9 9 l S\n"
    yield Hostile("object streams", "a.pdf", pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), good)
    yield Hostile("linear", "a.pdf", pdf(pages=3, linearize=True), good)
    yield Hostile(
        "flate twice", "a.pdf", pdf(packed(deep(lines * 5_000_000, 2), "FlateDecode", "FlateDecode")), corrupt
    )
    eighty = deep(bytes(80 * MB), 1)
    yield Hostile("flate of nothing", "a.pdf", pdf(packed(eighty, "FlateDecode")), corrupt)
    yield Hostile(
        "flate behind hex", "a.pdf", pdf(packed(eighty.hex().encode() + b">", "AHx", "Fl")), corrupt
    )
    run = b"\x81A" * 400_000 + b"\x80"
    yield Hostile("runs", "a.pdf", pdf(packed(run, "RunLengthDecode")), corrupt)
    yield Hostile(
        "runs in flate", "a.pdf", pdf(packed(deep(run, 1), "FlateDecode", "RunLengthDecode")), corrupt
    )
    yield Hostile("zeros of 85", "a.pdf", pdf(packed(b"z" * 5_000_000 + b"~>", "ASCII85Decode")), corrupt)
    yield Hostile("lzw", "a.pdf", pdf(packed(lzw_of_one_sign(20 * MB), "LZWDecode")), corrupt)
    yield Hostile(
        "lzw in flate", "a.pdf", pdf(packed(deep(lzw_of_one_sign(20 * MB), 1), "Fl", "LZW")), corrupt
    )
    yield Hostile(
        "twenty filters", "a.pdf", pdf(packed(deep(lines, 20), *["FlateDecode"] * 20)), ("accept", *corrupt)
    )
    yield from _boxes(good, corrupt)
    yield from _pdf_pictures()
    for kind, more in (("JavaScript", {"JS": "app.alert(1)"}), ("Launch", {"F": "calc.exe"}),
                       ("SubmitForm", {"F": "http://x.example"}), ("GoToR", {"F": "a.pdf"})):  # fmt: skip
        yield Hostile(f"a link that is {kind}", "a.pdf", pdf(action(kind, **more)), good, ACTIVE)
    yield Hostile("a link to a page", "a.pdf", pdf(action("URI", URI="http://x.example/")), good)
    yield Hostile("opens with a script", "a.pdf", pdf(_opening), good, ACTIVE)
    yield Hostile("a file inside", "a.pdf", pdf(_attaching), good, "embedded_files")
    yield Hostile("a program's form", "a.pdf", pdf(_xfa), ("dynamic_form",))
    for r in (2, 3, 4, 6):
        nobody = pikepdf.Encryption(owner="o", user="", R=r, aes=r >= 4, metadata=r >= 4)
        somebody = pikepdf.Encryption(
            owner="o", user="密" if r == 6 else "u", R=r, aes=r >= 4, metadata=r >= 4
        )
        yield Hostile(f"locked for its owner only, R{r}", "a.pdf", pdf(encryption=nobody), good)
        yield Hostile(f"locked, R{r}", "a.pdf", pdf(encryption=somebody), locked)
    yield Hostile("locked by a key", "a.pdf", _locked_by_a_key(), locked)
    yield Hostile("pages in a circle", "a.pdf", _circle(), ("accept", "corrupt_pdf", "no_pages"))
    yield Hostile("pages a thousand deep", "a.pdf", _deep_tree(1000), ("accept", "no_pages", *corrupt))
    yield Hostile("sixty thousand objects", "a.pdf", pdf(_many_objects), ("could_not_check",))
    yield Hostile(
        "arrays in arrays", "a.pdf", _plain_pdf(b"[" * 20_000 + b"]" * 20_000), ("accept", *corrupt)
    )
    yield Hostile("table of objects in a circle", "a.pdf", _xref_circle(), ("accept", *corrupt))
    yield Hostile("no type of its own", "a.pdf", b"%PDF-1.4\n%%EOF\n", corrupt)
    yield Hostile(
        "a length that lies", "a.pdf", pdf().replace(b"/Length ", b"/Length 9999999", 1), ("accept", *corrupt)
    )


def _boxes(good: tuple[str, ...], corrupt: tuple[str, ...]) -> Iterator[Hostile]:
    odd = ("accept", *corrupt)
    yield Hostile("no size", "a.pdf", pdf(boxed(0, 0, 0, 0)), odd)
    yield Hostile("size below nothing", "a.pdf", pdf(boxed(595, 842, 0, 0)), odd)
    yield Hostile("one point", "a.pdf", pdf(boxed(0, 0, 1, 1)), odd)
    yield Hostile("a thousandth", "a.pdf", pdf(boxed(0, 0, 0.001, 0.001)), odd)
    yield Hostile("a million points", "a.pdf", pdf(boxed(0, 0, 1_000_000, 1_000_000)), odd)
    yield Hostile("a ribbon", "a.pdf", pdf(boxed(0, 0, 14_400, 2)), odd)
    yield Hostile("far away", "a.pdf", pdf(boxed(1e9, 1e9, 1e9 + 595, 1e9 + 842)), odd)
    yield Hostile("a unit of a million", "a.pdf", pdf(boxed(0, 0, 595, 842, UserUnit=1_000_000)), odd)
    for turn in (90, 180, 270, -90, 45, 3600):
        yield Hostile(f"turned by {turn}", "a.pdf", pdf(boxed(0, 0, 595, 842, Rotate=turn)), good)
    outside = Array([5000, 5000, 6000, 6000])
    yield Hostile("cropped to nothing", "a.pdf", pdf(boxed(0, 0, 595, 842, CropBox=outside)), odd)


def _pdf_pictures() -> Iterator[Hostile]:
    large, any_answer = ("image_too_large",), ("accept", "corrupt_pdf", "image_too_large", "could_not_check")
    jp2 = b"\xff\x4f\xff\x51" + struct.pack(">HHIIIIIIII", 47, 0, 60_000, 60_000, 0, 0, 60_000, 60_000, 0, 0)
    yield Hostile(
        "a picture of 40,000 a side", "a.pdf", pdf(image(40_000, 40_000, deep(b"0", 1), "FlateDecode")), large
    )
    yield Hostile(
        "a JPEG that lies", "a.pdf", pdf(image(10, 10, _jpeg_claiming(65_000, 65_000), "DCTDecode")), large
    )
    yield Hostile("a JPEG 2000 that lies", "a.pdf", pdf(image(10, 10, jp2, "JPXDecode")), large)
    fax = Dictionary(K=-1, Columns=60_000, Rows=60_000)
    yield Hostile(
        "a fax that lies", "a.pdf", pdf(image(10, 10, b"\0", "CCITTFaxDecode", DecodeParms=fax)), large
    )
    yield Hostile(
        "a JPEG wrapped",
        "a.pdf",
        pdf(image(400, 280, jpeg(), "DCTDecode", ColorSpace=Name.DeviceRGB)),
        ("accept",),
    )
    wrapped = [Name.FlateDecode, Name.DCTDecode]
    bomb = image(10, 10, deep(bytes(200 * MB), 1), "X", Filter=Array(wrapped))
    yield Hostile("a bomb around a JPEG", "a.pdf", pdf(bomb), ("corrupt_pdf",))
    yield Hostile("no size of a picture", "a.pdf", pdf(image(0, -5, b"", "FlateDecode")), any_answer)


def lzw_of_one_sign(length: int) -> bytes:
    """Zeros as LZW: each code stands for one zero more than the one before."""
    bits = count = 0
    out = bytearray()
    table = size = 4095  # so the first turn clears

    def put(code: int, width: int) -> None:
        nonlocal bits, count
        bits, count = bits << width | code, count + width
        while count >= 8:
            count -= 8
            out.append(bits >> count & 255)
            bits &= (1 << count) - 1

    made, width = 0, 9
    while made < length:
        if table >= 4094:
            put(256, width if table != size or made else 9)
            table, run, width = 257, 1, 9
            put(0, width)
            made += 1
            continue
        table += 1
        run += 1
        made += run
        put(table, width)
        width = min(12, (table + 2).bit_length())
    put(257, width)
    out.append(bits << 8 - count & 255)
    return bytes(out)


def _opening(made: pikepdf.Pdf, _page: pikepdf.Page) -> None:
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def _attaching(made: pikepdf.Pdf, _page: pikepdf.Page) -> None:
    made.attachments["a.exe"] = pikepdf.AttachedFileSpec(made, b"MZ" * 100, filename="a.exe")


def _xfa(made: pikepdf.Pdf, _page: pikepdf.Page) -> None:
    form = Dictionary(XFA=made.make_stream(b"<xdp:xdp/>"), Fields=Array([]))
    made.Root.AcroForm = form
    made.Root.NeedsRendering = True


def _many_objects(made: pikepdf.Pdf, _page: pikepdf.Page) -> None:
    made.Root.Many = Array([made.make_indirect(Dictionary(A=number)) for number in range(60_000)])


def _plain_pdf(extra: bytes, kids: bytes = b"3 0 R", more: bytes = b"") -> bytes:
    """A PDF written by hand, with any object as the fourth and any further ones."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [" + kids + b"] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        extra,
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    out += more
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in places)
    out += b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _circle() -> bytes:
    return _plain_pdf(b"<< /Type /Pages /Parent 2 0 R /Count 1 /Kids [2 0 R] >>", kids=b"4 0 R")


def _deep_tree(depth: int) -> bytes:
    inner = b"<< /Type /Page /MediaBox [0 0 595 842] >>"
    for _ in range(depth):
        inner = b"<< /Type /Pages /Count 1 /Kids [" + inner + b"] >>"
    return _plain_pdf(inner, kids=b"4 0 R")


def _xref_circle() -> bytes:
    data = _plain_pdf(b"null")
    start = data.rindex(b"xref\n0 5")
    return data.replace(b"/Size 5 /Root", b"/Size 5 /Prev %d /Root" % start)


def _locked_by_a_key() -> bytes:
    data = _plain_pdf(b"<< /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 /V 4 /R 4 /Length 128 >>")
    return data.replace(b"/Size 5 /Root", b"/Size 5 /Encrypt 4 0 R /ID [<00><00>] /Root")


# ---- polyglots and names ------------------------------------------------------------------------


def zipped(name: str, data: bytes) -> bytes:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(name, data)
    return out.getvalue()


def polyglots() -> Iterator[Hostile]:
    mismatch = ("type_mismatch",)
    archive = zipped("a.txt", b"hello")
    yield Hostile("JPEG and ZIP", "a.jpg", jpeg() + archive, ("accept",), "polyglot")
    yield Hostile("PNG and ZIP", "a.png", png() + archive, ("accept",), "polyglot")
    yield Hostile("PDF and ZIP", "a.pdf", pdf() + archive, ("accept", "corrupt_pdf"), "polyglot")
    yield Hostile("PNG and PDF", "a.png", png_with(chunk(b"tEXt", b"a\0" + pdf())), ("accept",), "polyglot")
    yield Hostile("JPEG named as the PDF in it", "a.pdf", jpeg_with(0xFE, pdf()), ("accept",), "polyglot")
    yield Hostile(
        "page and PDF", "a.pdf", b"<html><script>1</script>" + pdf(), ("accept", *mismatch), "polyglot"
    )
    yield Hostile("program and PDF", "a.pdf", b"MZ" + bytes(60) + pdf(), mismatch)
    yield Hostile("ZIP with a PDF first", "a.pdf", zipped("a.pdf", pdf()), mismatch)
    yield Hostile("page and JPEG", "a.jpg", b"<html>" + jpeg(), ("type_mismatch", "corrupt_image"))
    for what, data in (
        ("gzip", b"\x1f\x8b\x08" + bytes(50)), ("rar", b"Rar!\x1a\x07\x00" + bytes(50)),
        ("7z", b"7z\xbc\xaf\x27\x1c" + bytes(50)), ("tar", bytes(257) + b"ustar\x0000" + bytes(300)),
        ("mp3", b"ID3\x04" + bytes(90)), ("wav", b"RIFF\x24\0\0\0WAVEfmt " + bytes(30)),
        ("avi", b"RIFF\x24\0\0\0AVI LIST" + bytes(30)), ("mkv", b"\x1a\x45\xdf\xa3" + bytes(50)),
        ("mp4", b"\0\0\0\x18ftypmp42" + bytes(50)), ("elf", b"\x7fELF" + bytes(90)),
        ("class", b"\xca\xfe\xba\xbe" + bytes(50)), ("sqlite", b"SQLite format 3\0" + bytes(90)),
        ("utf-16 page", "<html>你好</html>".encode("utf-16")),
        ("gbk text", "办事指南：请带身份证".encode("gb18030")), ("script", b"#!/bin/sh\nrm -rf x\n"),
        ("json", b'{"a": [1, 2, 3]}'), ("svg", b"<svg onload='x()'/>"),
    ):  # fmt: skip
        for name in ("照片.jpg", "a.pdf"):
            yield Hostile(f"{what} as {name}", name, data, mismatch)
    for what, data in (("jpeg", jpeg()), ("png", png()), ("pdf", pdf())):
        yield Hostile(f"{what} as tif", "a.tif", data, ("accept",), "type_by_content")
    for name in (
        "../../etc/passwd.jpg",
        "a\0.jpg",
        "<script>.jpg",
        "." * 300,
        "a" * 5000 + ".jpg",
        "‮gpj.exe",
        "CON.jpg",
        "",
    ):
        yield Hostile(f"named {name[:20]!r}", name, jpeg(), ("accept",))


def everything() -> list[Hostile]:
    return [*pictures(), *pdfs(), *polyglots()]
