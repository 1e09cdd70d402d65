"""What to call document types and the fields of a reason."""

from beebox.catalog.vocabulary import DocumentType
from beebox.kernel.errors import N_

TYPE_LABELS = {
    DocumentType.ID_CARD_FRONT: N_("身份证人像面"),
    DocumentType.ID_CARD_BACK: N_("身份证国徽面"),
    DocumentType.HOUSEHOLD_HEAD_PAGE: N_("户口簿户主页"),
    DocumentType.HOUSEHOLD_MEMBER_PAGE: N_("户口簿个人页"),
    DocumentType.RESIDENCE_PERMIT: N_("居住证"),
    DocumentType.BUSINESS_LICENCE: N_("营业执照"),
    DocumentType.FOOD_LICENCE: N_("食品经营许可证"),
    DocumentType.PROPERTY_CERTIFICATE: N_("不动产权证书"),
    DocumentType.MARRIAGE_CERTIFICATE: N_("结婚证"),
    DocumentType.BIRTH_CERTIFICATE: N_("出生医学证明"),
    DocumentType.LEASE_CONTRACT: N_("租赁合同"),
    DocumentType.APPLICATION_FORM: N_("申请表"),
    DocumentType.VAT_INVOICE: N_("增值税发票"),
    DocumentType.BANK_CARD: N_("银行卡"),
    DocumentType.PORTRAIT_PHOTO: N_("证件照"),
    DocumentType.RECEIPT: N_("小票"),
    DocumentType.PRINTED_PAGE: N_("打印的材料"),
    DocumentType.OTHER: N_("其他材料"),
}

FIELD_LABELS = {
    "short": N_("短名"),
    "short_en": N_("英文短名"),
    "text": N_("怎么了"),
    "text_en": N_("怎么了（英文）"),
    "how": N_("怎么改"),
    "how_en": N_("怎么改（英文）"),
    "picture": N_("样图"),
    "law": N_("法律依据"),
    "article": N_("第几条"),
    "documents": N_("用在哪些材料"),
    "rules": N_("哪些机审规则会提出它"),
    "needs_note": N_("要另写说明"),
    "only_when_missing": N_("只在没有传时可选"),
    "position": N_("次序"),
    "active": N_("是否在用"),
    "code": N_("代码"),
}
