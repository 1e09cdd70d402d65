"""What the codes of EMS mean in our words: one line a code or range, with the grade of its source.

Grades: O the carrier's own list as taken down from its customer portal in 2026-05; I working
integrations; P our reading, to be confirmed with a contract. A single code goes before a range.
"""

from beebox.logistics.track_words import Proof, Reason, TrackStatus

_SCANS = """
764          created               O
203          picked_up             O
208          picked_up             O
464          picked_up             O
O_001        picked_up             O
303          in_transit            O
305          in_transit            O
336          in_transit            O
345          in_transit            O
356-399      in_transit            O
404          in_transit            O
423          in_transit            O
457          in_transit            O
500          in_transit            O
505          in_transit            O
506          in_transit            O
520          in_transit            O
521          in_transit            O
538          in_transit            O
911-916      in_transit            O
931-954      in_transit            O
O_003-O_009  in_transit            O
O_032-O_036  in_transit            O
V_398        in_transit            O
V_954        in_transit            O
516          arrived               O
713          arrived               O
O_049        arrived               O
702          out_for_delivery      O
749          out_for_delivery      O
O_014        out_for_delivery      O
747          ready_for_collection  O
723          ready_for_collection  O
O_017        ready_for_collection  O
705          attempt_failed        O
O_013        attempt_failed        O
651          held                  O
534          held                  O
O_006        held                  O
704          delivered             O
748          delivered             O
O_010        delivered             O
O_016        delivered             O
756          redirected            O
802          redirected            O
803          redirected            O
993          intercepted           O
013          intercepted           O
O_012        refused               O
708          returning             O
312          returning             O
326          returning             O
405          returning             P
447          returning             O
482          returning             O
741          returning             O
750          returning             O
711          returned              O
O_011        returned              O
987          lost                  O
988          lost                  O
801          cancelled             O
207          info                  P
212          info                  O
304          info                  O
424          info                  P
448          info                  O
472          info                  O
474          info                  O
483          info                  O
492          info                  P
742          info                  O
743          info                  O
744          info                  O
"""
"""405 is taken for in-transit by one integration. What takes another scan back says nothing itself."""

_VOIDS = """
207  203          P
212  208          O
304  303,336,345  O
424  423          P
448  447          O
472  404          O
474  405          O
483  482          O
742  702          O
743  704          O
744  705          O
"""
"""A code and those it takes back. 492 is a reversal too; of what is not known, so it takes back nothing."""

_DELIVERED_TO = """
10   delivered             self      O
20   delivered             proxy     O
60   delivered             mailroom  O
70   delivered             property  O
161  delivered             doorstep  O
30   ready_for_collection  -         O
50   ready_for_collection  -         O
80   ready_for_collection  -         O
90   ready_for_collection  -         O
150  ready_for_collection  -         O
180  info                  -         O
"""
"""`deliverCode` beside a delivery scan. 180 is the settling of a claim: nobody got a parcel."""

_ATTEMPTS = """
1-6  attempt_failed        -        O
7    refused               refused  O
8    ready_for_collection  -        O
9    ready_for_collection  -        O
10   returning             -        O
11   redirected            -        O
12   redirected            -        O
13   lost                  lost     O
14   attempt_failed        -        O
15   returning             -        O
"""
"""`attemptDeliveryCode` beside a failed delivery."""

REASON_WORDS = (
    (Reason.REFUSED, ("拒收", "拒绝签收")),
    (Reason.DAMAGED, ("破损", "损坏", "水湿")),
    (Reason.LOST, ("遗失", "丢失", "灭失")),
    (
        Reason.ADDRESS_BAD,
        ("地址不详", "地址有误", "地址错误", "地址不清", "查无此人", "查无此址", "迁移新址"),
    ),
    (Reason.NO_CONTACT, ("联系不上", "无法联系", "电话无人接听", "电话关机", "电话错误", "号码有误", "空号")),
    (Reason.RESCHEDULED, ("改约", "另约", "约定时间", "改期", "延迟投递", "客户要求再投", "预约")),
    (Reason.FEE_UNPAID, ("拒付", "未付款", "费用未付", "未支付")),
    (Reason.PREMISES_CLOSED, ("单位休息", "未上班", "节假日休息", "单位放假", "大门紧闭", "闭门")),
    (Reason.ID_CHECK_FAILED, ("证件不符", "身份核验", "身份不符", "未带证件")),
    (Reason.PROHIBITED, ("禁寄", "违禁", "安检不合格")),
    (Reason.WEATHER, ("台风", "暴雨", "天气", "洪水", "不可抗力")),
    (Reason.CAPACITY, ("业务量", "爆仓", "积压")),
    (Reason.SENDER_REQUEST, ("寄件人要求", "寄件人申请", "拦截", "撤回")),
    (Reason.NOT_PRESENT, ("不在", "无人", "外出", "家中没人")),
)
"""Words in a scan's text that tell why (P): the list of EMS does not say it by code."""
COLLECTED_WORDS = (
    (Proof.LOCKER, ("柜", "丰巢", "速递易", "智能包裹箱")),
    (Proof.STATION, ("驿站", "代办", "自提", "代收", "便民", "网点", "服务站")),
)
"""Words that tell where a parcel waits for its receiver (P)."""

Lookup = dict[str, list[str]]


def _spread(name: str) -> list[str]:
    """356-399 as its codes, O_003-O_009 likewise; the digits keep their number of places."""
    first, dash, last = name.partition("-")
    if not dash:
        return [name]
    letters = first.rstrip("0123456789")
    low, high = first[len(letters) :], last[len(letters) :]
    return [f"{letters}{n:0{len(low)}d}" for n in range(int(low), int(high) + 1)]


def _read(table: str) -> Lookup:
    lines = [line.split() for line in table.strip().splitlines()]
    found: Lookup = {}
    for name, *rest in sorted(lines, key=lambda line: "-" not in line[0]):
        for code in _spread(name):
            found[code] = rest
    return found


SCANS = {code: TrackStatus(status) for code, (status, *_) in _read(_SCANS).items()}
VOIDS = {code: frozenset(names.split(",")) for code, (names, *_) in _read(_VOIDS).items()}
DELIVERED_TO = {
    code: (TrackStatus(status), None if proof == "-" else Proof(proof))
    for code, (status, proof, *_) in _read(_DELIVERED_TO).items()
}
ATTEMPTS = {
    code: (TrackStatus(status), None if reason == "-" else Reason(reason))
    for code, (status, reason, *_) in _read(_ATTEMPTS).items()
}
DELIVERY_SCANS = frozenset({"704", "748", "O_010", "O_016"})
ATTEMPT_SCANS = frozenset({"705", "O_013"})
