"""How states, fields and steps are said to a citizen."""

from dataclasses import dataclass

from flask_babel import gettext

from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.intake.waiting import Reading
from beebox.kernel.errors import N_
from beebox.kernel.masking import mask_id_for_staff


@dataclass(frozen=True)
class Stand:
    """Where a case stands: a short word, the sentence on top of its page, and the step it is at."""

    word: str
    sentence: str
    tone: str
    step: int
    """0 to 3 for pre-audit, originals, department, way home; 4 when it is over."""


_YOURS, _OURS, _DONE, _OVER = "state--wait", "", "state--good", "state--faint"
STANDS = {
    State.DRAFT: Stand(N_("草稿"), N_("还没有提交，轮到您准备材料"), _YOURS, 0),
    State.CHECKING: Stand(N_("预审中"), N_("已经提交，轮到预审员看了"), _OURS, 0),
    State.REVIEWING: Stand(N_("预审中"), N_("已经提交，轮到预审员看了"), _OURS, 0),
    State.SENT_BACK: Stand(N_("要改"), N_("有几处要改，轮到您了"), _YOURS, 0),
    State.AWAITING_PAPER: Stand(N_("待交原件"), N_("预审通过，轮到您交原件了"), _YOURS, 1),
    State.RECEIVED: Stand(N_("原件已收到"), N_("原件收到了，轮到部门看了"), _OURS, 2),
    State.CORRECTING: Stand(N_("要补正"), N_("部门请您补正，轮到您了"), _YOURS, 2),
    State.ACCEPTED: Stand(N_("已受理"), N_("部门已经受理，正在办"), _OURS, 2),
    State.DECIDED: Stand(N_("已办好"), N_("部门已经办好，准备寄回"), _OURS, 3),
    State.RETURNING: Stand(N_("寄回途中"), N_("已经寄出，在路上了"), _OURS, 3),
    State.CLOSED: Stand(N_("办结"), N_("这件事办完了"), _DONE, 4),
    State.REFUSED: Stand(N_("不予受理"), N_("部门没有受理这件事"), _OVER, 4),
    State.WITHDRAWN: Stand(N_("已撤回"), N_("您已经撤回这件事"), _OVER, 4),
    State.LAPSED: Stand(N_("逾期终止"), N_("到期没有继续办，已经自动结束"), _OVER, 4),
}

READ_FIELDS = {
    "name": N_("姓名"), "sex": N_("性别"), "ethnicity": N_("民族"), "birth_date": N_("出生"),
    "address": N_("住址"), "id_number": N_("身份号码"), "issuing_authority": N_("签发机关"),
    "valid_from": N_("有效期从"), "valid_until": N_("有效期到"), "household_type": N_("户别"),
    "head_name": N_("户主"), "household_number": N_("户号"), "relation": N_("与户主关系"),
    "native_place": N_("籍贯"), "credit_code": N_("信用代码"), "type": N_("类型"),
    "legal_representative": N_("法定代表人"), "registered_capital": N_("注册资本"),
    "established_on": N_("成立日期"), "scope": N_("经营范围"), "licence_number": N_("许可证号"),
    "operator_name": N_("经营者"), "certificate_number": N_("证书号"), "right_holder": N_("权利人"),
    "location": N_("坐落"), "unit_number": N_("单元号"), "right_type": N_("权利类型"),
    "use": N_("用途"), "area": N_("面积"), "term": N_("期限"), "holder": N_("持证人"),
    "registered_on": N_("登记日期"), "name_1": N_("一方姓名"), "id_number_1": N_("一方号码"),
    "name_2": N_("另一方姓名"), "id_number_2": N_("另一方号码"), "newborn_name": N_("孩子姓名"),
    "mother_name": N_("母亲"), "mother_id_number": N_("母亲号码"), "father_name": N_("父亲"),
    "father_id_number": N_("父亲号码"), "landlord": N_("出租方"), "tenant": N_("承租方"),
    "term_from": N_("租期从"), "term_until": N_("租期到"), "rent": N_("租金"),
    "applicant_name": N_("申请人"), "phone": N_("手机"), "service": N_("事项"), "date": N_("日期"),
}  # fmt: skip


def shown_value(name: str, value: str) -> str:
    """What is shown of a value at first sight: numbers of persons are masked."""
    if value == "long_term":
        return N_("长期")
    return mask_id_for_staff(value) if "id_number" in name else value


def reading_words(reading: Reading) -> str:
    """How far the machine is with several pages; nothing to say of a single one."""
    if reading.pages < 2:
        return ""
    said: str = gettext("已看完 %(read)s 页，共 %(pages)s 页", read=reading.read, pages=reading.pages)
    return said


def stand_of(case: Case) -> Stand:
    return STANDS[case.state]
