"""The words a catalogue file may use, each with its Chinese name.

The document types are those of the project's document list; preaudit reads them, the catalogue
only asks for them.
"""

from enum import StrEnum

from beebox.kernel.errors import N_


class DocumentType(StrEnum):
    """What a page can be recognised as."""

    ID_CARD_FRONT = "id_card_front"
    ID_CARD_BACK = "id_card_back"
    HOUSEHOLD_HEAD_PAGE = "household_head_page"
    HOUSEHOLD_MEMBER_PAGE = "household_member_page"
    RESIDENCE_PERMIT = "residence_permit"
    BUSINESS_LICENCE = "business_licence"
    FOOD_LICENCE = "food_licence"
    PROPERTY_CERTIFICATE = "property_certificate"
    MARRIAGE_CERTIFICATE = "marriage_certificate"
    BIRTH_CERTIFICATE = "birth_certificate"
    LEASE_CONTRACT = "lease_contract"
    APPLICATION_FORM = "application_form"
    VAT_INVOICE = "vat_invoice"
    BANK_CARD = "bank_card"
    PORTRAIT_PHOTO = "portrait_photo"
    RECEIPT = "receipt"
    PRINTED_PAGE = "printed_page"
    OTHER = "other"


IDENTITY_PAPERS = frozenset(
    {
        DocumentType.ID_CARD_FRONT,
        DocumentType.ID_CARD_BACK,
        DocumentType.HOUSEHOLD_HEAD_PAGE,
        DocumentType.HOUSEHOLD_MEMBER_PAGE,
        DocumentType.RESIDENCE_PERMIT,
        DocumentType.MARRIAGE_CERTIFICATE,
        DocumentType.BIRTH_CERTIFICATE,
    }
)
"""Papers that others could use to pass for somebody: copies of them say what they are for."""


class RuleName(StrEnum):
    """What the machine looks at for one material."""

    PRESENT = "present"
    READABLE = "readable"
    RIGHT_TYPE = "right_type"
    NOT_EXPIRED = "not_expired"
    NUMBERS_VALID = "numbers_valid"
    NAME_MATCHES_FORM = "name_matches_form"
    ID_MATCHES_FORM = "id_matches_form"
    SIGNATURE_PRESENT = "signature_present"
    SEAL_PRESENT = "seal_present"
    PORTRAIT_SIZE = "portrait_size"
    OLD_ENOUGH = "old_enough"


class Party(StrEnum):
    """Whose paper it is: says with which answers of the form the paper must agree."""

    APPLICANT = "applicant"
    REPRESENTATIVE = "representative"
    COMPANY = "company"
    SELLER = "seller"
    SPOUSE = "spouse"
    GUARDIAN = "guardian"
    CHILD = "child"
    AGENT = "agent"
    NOBODY = "nobody"


class FormField(StrEnum):
    """What the citizen types beside the uploads."""

    APPLICANT_NAME = "applicant_name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ADDRESS = "address"
    COMPANY_NAME = "company_name"
    CREDIT_CODE = "credit_code"
    SELLER_NAME = "seller_name"
    SELLER_ID_NUMBER = "seller_id_number"
    SPOUSE_NAME = "spouse_name"
    SPOUSE_ID_NUMBER = "spouse_id_number"
    CHILD_NAME = "child_name"
    GUARDIAN_NAME = "guardian_name"
    GUARDIAN_ID_NUMBER = "guardian_id_number"
    AGENT_NAME = "agent_name"
    AGENT_ID_NUMBER = "agent_id_number"


class ItemKind(StrEnum):
    LICENCE = "licence"
    CONFIRMATION = "confirmation"
    GRANT = "grant"
    PUBLIC_SERVICE = "public_service"


class LifeEvent(StrEnum):
    """The doors of the home page; the order here is the order there."""

    BABY = "baby"
    WORK = "work"
    SHOP = "shop"
    HOME = "home"
    MARRIAGE = "marriage"
    HEALTH = "health"
    AGEING = "ageing"
    DRIVING = "driving"


FORM_LABELS = {
    FormField.APPLICANT_NAME: N_("申请人姓名"),
    FormField.ID_NUMBER: N_("申请人证件号码"),
    FormField.PHONE: N_("手机号码"),
    FormField.ADDRESS: N_("居住地址"),
    FormField.COMPANY_NAME: N_("单位名称"),
    FormField.CREDIT_CODE: N_("统一社会信用代码"),
    FormField.SELLER_NAME: N_("转让方姓名"),
    FormField.SELLER_ID_NUMBER: N_("转让方证件号码"),
    FormField.SPOUSE_NAME: N_("配偶姓名"),
    FormField.SPOUSE_ID_NUMBER: N_("配偶证件号码"),
    FormField.CHILD_NAME: N_("孩子姓名"),
    FormField.GUARDIAN_NAME: N_("监护人姓名"),
    FormField.GUARDIAN_ID_NUMBER: N_("监护人证件号码"),
    FormField.AGENT_NAME: N_("代办人姓名"),
    FormField.AGENT_ID_NUMBER: N_("代办人证件号码"),
}

PARTY_FIELDS: dict[Party, tuple[FormField | None, FormField | None]] = {
    Party.APPLICANT: (FormField.APPLICANT_NAME, FormField.ID_NUMBER),
    Party.REPRESENTATIVE: (FormField.APPLICANT_NAME, FormField.ID_NUMBER),
    Party.COMPANY: (FormField.COMPANY_NAME, FormField.CREDIT_CODE),
    Party.SELLER: (FormField.SELLER_NAME, FormField.SELLER_ID_NUMBER),
    Party.SPOUSE: (FormField.SPOUSE_NAME, FormField.SPOUSE_ID_NUMBER),
    Party.GUARDIAN: (FormField.GUARDIAN_NAME, FormField.GUARDIAN_ID_NUMBER),
    Party.CHILD: (FormField.CHILD_NAME, None),
    Party.AGENT: (FormField.AGENT_NAME, FormField.AGENT_ID_NUMBER),
    Party.NOBODY: (None, None),
}
"""The form's answers with which a party's name and number must agree."""

KIND_LABELS = {
    ItemKind.LICENCE: N_("行政许可"),
    ItemKind.CONFIRMATION: N_("行政确认"),
    ItemKind.GRANT: N_("行政给付"),
    ItemKind.PUBLIC_SERVICE: N_("公共服务"),
}

LIFE_EVENT_LABELS = {
    LifeEvent.BABY: N_("生孩子"),
    LifeEvent.WORK: N_("找工作"),
    LifeEvent.SHOP: N_("开店"),
    LifeEvent.HOME: N_("买房租房"),
    LifeEvent.MARRIAGE: N_("结婚"),
    LifeEvent.HEALTH: N_("看病残疾"),
    LifeEvent.AGEING: N_("养老"),
    LifeEvent.DRIVING: N_("开车"),
}
