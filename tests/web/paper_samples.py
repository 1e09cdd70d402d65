"""One of each printed sheet, about people of the project's fictional specimens."""

from datetime import UTC, date, datetime, time

from beebox.web import sheets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def code(number: int) -> str:
    """A public code that looks like a drawn one."""
    scattered = (number + 1) * 0x9E3779B97F % 32**8
    drawn = "".join(ALPHABET[scattered // 32**n % 32] for n in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def moment(day: int, hour: int, minute: int) -> datetime:
    """A moment of November 2026, given in UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def bag(count: int) -> sheets.BagSheet:
    items = ("食品经营许可（新办）", "个体工商户登记", "营业执照遗失补领")
    people = ("黄**", "广州市木棉里文化传播有限公司", "吴*")
    envelopes = tuple(
        sheets.BaggedEnvelope(code(n), items[n % 3], people[n % 3], 1 + n % 4) for n in range(count)
    )
    return sheets.BagSheet(
        code="7K3Q-9M2X",
        department="海珠区市场监督管理局",
        place="怡海社区小蜂箱，怡海西街 2 号",
        round_name="上午",
        day=date(2026, 11, 23),
        slot=time(10),
        envelopes=envelopes,
        collector="梁*",
        sealed_at=moment(23, 2, 25),
        seal="F-2206",
        tray="3",
    )


SLIP = sheets.Slip(
    code="4H8R-W3NE",
    item="老年人优待卡首次申领",
    department="海珠区民政局",
    applicant="黄**",
    phone_tail="3248",
    originals=(
        sheets.SlipOriginal("居民身份证", 1, "张", "核对后随结果寄回"),
        sheets.SlipOriginal("居民户口簿", 1, "本", "核对后随结果寄回"),
        sheets.SlipOriginal("申请表（已签名）", 1, "页", "部门留存"),
    ),
    box_name="怡海社区小蜂箱",
    box_address="怡海西街 2 号社区服务站门口",
    box_hours="24 小时可投",
    slots=(time(10), time(16)),
    next_emptyings=(moment(25, 8, 0), moment(26, 2, 0)),
    drop_by=date(2026, 12, 9),
    passed_at=moment(25, 1, 41),
    not_needed="照片已有电子版，不用放。",
)

MAILOUT = sheets.MailOutList(
    number="LBM-20261123-02",
    carrier="邮政特快",
    desk="海珠小蜂箱寄件台",
    made_at=moment(23, 8, 30),
    parcels=tuple(
        sheets.MailedParcel(
            f"EA10260{4214 + n:04d}{n % 10}CN",
            code(n + 50),
            ("王**", "黄**", "广州市木棉里文化传播有限公司")[n % 3],
            ("广州市海珠区", "广西南宁市兴宁区")[n % 2],
            "证照 1 份、原件 2 份",
            240 + 35 * n,
        )
        for n in range(12)
    ),
    simulated=True,
    handed_by="梁*",
)

SHEETS: dict[str, object] = {
    "slip": SLIP,
    "bagsheet": bag(10),
    "mailout": MAILOUT,
}
