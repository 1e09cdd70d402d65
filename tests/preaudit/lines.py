"""Lines as a reader would give them, written by hand."""

from beebox.preaudit.report import Box, Line


def line(text: str, x: int, y: int, *, w: int | None = None, h: int = 30, sure: float = 0.99) -> Line:
    """A level line whose width follows from its text if it is not given."""
    width = w if w is not None else round(sum(27 if ord(sign) > 255 else 15 for sign in text))
    return Line(text, sure, Box(x, y, width, h))


CARD_FRONT = (
    line("姓名", 100, 100),
    line("陈玉珍", 180, 101),
    line("性别女", 100, 150),
    line("民族汉", 260, 150),
    line("出生1963年2月16日", 100, 200),
    line("住址广东省广州市海珠区", 100, 250),
    line("榕荫中路91号1902室", 158, 285),
    line("公民身份号码", 100, 400),
    line("440105196302161261", 300, 402),
)

ON_PAPERS = {
    "id_card_back_009": (
        line("中华人民共和国", 320, 103, w=502, h=56),
        line("居民身份证", 338, 187, w=500, h=76),
        line("签发机关广州市公安局海珠分局", 246, 440, w=537, h=42),
        line("有效期限2016.05.23-2026.05.23", 246, 512, w=567, h=42),
    ),
    "business_licence_024": (
        line("统一社会信用代码", 69, 78, w=153, h=25),
        line("91440105MA471Y5B03", 70, 109, w=243, h=21),
        line("营业执照", 357, 122, w=359, h=77),
        line("扫描二维码登录", 873, 168, w=77, h=16),
        line("国家企业信用信息公示系统", 847, 182, w=130, h=16),
        line("名称广州甜橙树餐饮管理有限公司", 72, 236, w=342, h=26),
    ),
    "application_form_032": (
        line("食品经营许可申请书", 287, 88, w=361, h=38),
        line("编号：202681375", 697, 145, w=143, h=24),
        line("申请事项", 114, 185, w=100, h=39),
        line("食品经营许可（新办)", 240, 190, w=198, h=33),
        line("单位名称", 114, 245, w=97, h=35),
        line("广州甜橙树科技有限公司", 237, 248, w=235, h=31),
        line("信用代码", 113, 300, w=98, h=41),
    ),
}
"""Some of the lines of the project's papers, where they stand on them."""
