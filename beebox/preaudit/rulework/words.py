"""How parts of a rule book are called on the pages."""

import re

from beebox.kernel.errors import N_

SEVERITIES = {"must": N_("必须改"), "should": N_("请看一眼"), "hint": N_("只提示预审员")}
ANSWERS = {"pass": N_("通过"), "fail": N_("请改"), "cannot_tell": N_("看不准")}
VERDICTS = {"complete": N_("齐全"), "incomplete": N_("要补要改"), "cannot_tell": N_("要由人看")}
ORIGINS = {"file": N_("随程序发布"), "form": N_("在这里改的")}
JUDGEMENTS = {
    "right": N_("判对"),
    "wrong": N_("冤枉"),
    "missed": N_("漏过"),
    "unsure_fault": N_("看不准，确有问题"),
    "unsure_fine": N_("看不准，没有问题"),
    "agreed": N_("通过得对"),
    "taken_back": N_("收回了"),
}
SENTENCES = {
    "pass": N_("通过时"),
    "fail": N_("请改时"),
    "cannot_tell": N_("看不准时"),
    "other_page": N_("传了同一份证件的另一页时"),
    "too_many": N_("页数太多时"),
    "read_anyway": N_("画面不好但都读出来时"),
    "glare_on_field": N_("反光遮住一栏时"),
    "nothing_read": N_("什么也没读出来时"),
    "wrong_side": N_("传成另一面时"),
    "unknown_paper": N_("像是别的文件时"),
    "picture": N_("是同一张照片时"),
    "doubled": N_("两份材料同一个文件时"),
    "repeated": N_("两页同一个文件时"),
    "long_term": N_("长期有效时"),
    "ended": N_("合同期满时"),
    "birth": N_("出生日期不符时"),
    "sex": N_("性别不符时"),
    "not_read": N_("没读出来时"),
    "size": N_("尺寸不对时"),
    "background": N_("背景不对时"),
    "typed": N_("和填写的不一致时"),
}
LIMITS = {
    "read_anyway_share": N_("画面差也算看清：读出的份额"),
    "read_anyway_confidence": N_("画面差也算看清：每个值的把握"),
    "read_anyway_fields": N_("画面差也算看清：至少几个值"),
    "type_sure": N_("认定传错材料的把握"),
    "foreign_lines": N_("认定是别的文件的行数"),
    "foreign_confidence": N_("这样的行要读得多清楚"),
    "number_sure": N_("相信号码不对的把握"),
    "number_slip": N_("只差一位时相信号码不对的把握"),
    "date_sure": N_("相信日期的把握"),
    "name_sure": N_("差一个字就算不同姓名的把握"),
    "long_name_sure": N_("差一个字就算不同单位的把握"),
    "name_doubt": N_("低于它就不说姓名不一致"),
    "address_sure": N_("差一个字就算不同地址的把握"),
    "portrait_spread": N_("白背景允许的起伏"),
    "portrait_skin": N_("照片中部肤色的最小份额"),
    "portrait_ratio": N_("照片宽高比允许的误差"),
    "same_picture_bits": N_("算同一张照片允许差的位数"),
}
PARTS = {"limits": N_("数字门槛"), "release": N_("新版程序带来的规则"), "base": N_("合并了新公布的一版")}
_PLACE = re.compile(r"%\(\w+\)s")


def shown(sentence: str) -> str:
    """A sentence as people read it, its places for names and dates as dots."""
    return _PLACE.sub("…", sentence).replace("%%", "%")
