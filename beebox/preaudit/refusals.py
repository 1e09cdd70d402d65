"""Why a file is turned away at the door, and the sentence a citizen reads then.

Only what cannot be opened, looked at or kept within the limits is refused here. Whether a paper is
the right one is never a reason: that is advice, given later.
"""

from typing import Any

from beebox.kernel.errors import N_, BeeboxError


class Refused(BeeboxError):
    """A file the door does not take. `code` names the reason; `str()` is the finished sentence."""

    status = 422

    def __init__(self, code: str, message: str | None = None, /, **places: Any) -> None:
        super().__init__(message or SENTENCES[code], **places)
        self.code = code


SENTENCES = {
    "empty_file": N_("这个文件是空的，里面没有内容。请重新选择或重新拍照后再传。"),
    "too_large": N_("这个文件超过 %(limit)d MB，没有收下。请压缩，或重新拍一张后再传。"),
    "image_too_large": N_("这张图片超过 %(limit)d 百万像素，没有收下。请缩小图片，或用手机普通模式重拍。"),
    "image_too_small": N_(
        "这张图片只有 %(width)d×%(height)d 像素，看不清内容。请上传每边不少于 %(limit)d 像素的原图。"
    ),
    "too_many_pages": N_(
        "这个文件有 %(pages)d 页，一个文件最多 %(limit)d 页。请只留需要的页，或分成几个文件上传。"
    ),
    "no_pages": N_("这个 PDF 里一页也没有。请重新导出后再传，或直接拍照上传。"),
    "encrypted_pdf": N_("这个 PDF 设了打开密码，我们看不到内容。请先去掉密码再上传。"),
    "corrupt_pdf": N_("这个 PDF 已损坏或不完整，打不开。请重新导出后再传，或直接拍照上传。"),
    "corrupt_image": N_("这张图片已损坏或没有传完整，打不开。请重新拍照，或选原图再传一次。"),
    "dynamic_form": N_("这是需要专门软件才能显示的动态表单。请先把它打印成普通 PDF 再上传。"),
    "unsupported_type": N_("暂不支持这种文件。请上传照片（JPEG、PNG、HEIC、WebP、TIFF）或 PDF。"),
    "unsupported_ofd": N_("暂不支持 OFD 文件。请把它转换为 PDF，或截图后上传。"),
    "unsupported_office": N_("暂不支持 Word、Excel 等文件。请把它导出为 PDF 后上传。"),
    "type_mismatch": N_("这个文件的名字像图片或 PDF，内容却不是。请把材料导出为 PDF，或拍成照片后上传。"),
    "could_not_check": N_("这个文件太复杂，我们没能在限定时间内检查完。请重新拍照，或导出为普通 PDF 再传。"),
}
"""code -> sentence. The two longer words for unsupported_type are told under its code."""
