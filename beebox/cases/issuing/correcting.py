"""A mistake in an issued document is mended by another document that names it, never by editing."""

from beebox.accounts.roles import Actor, Role
from beebox.cases.issuing.contents import Body
from beebox.cases.issuing.issue import issue
from beebox.cases.issuing.models import Document
from beebox.cases.issuing.queries import later_of
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError

RECTIFICATION, REVOCATION = "rectification", "revocation"
MENDING = (RECTIFICATION, REVOCATION)
LONGEST = 500


class NotYoursToRevoke(BeeboxError):
    status = 403
    code = "not_yours_to_revoke"
    message = N_("撤销文书要由主管来做。您可以出更正，或者请主管处理；写好的内容都在。")


class SayWhatIsWrong(BeeboxError):
    status = 422
    code = "say_what_is_wrong"
    message = N_("请写清楚原文书哪里错了；出更正的，还要写正确的内容。已经写好的都在。")


class RevokedAlready(BeeboxError):
    code = "revoked_already"
    message = N_("这份文书已经撤销过了，不能再更正或撤销。请看撤销它的那一份。")


def mend_document(
    work: Work, case: Case, old: Document, by: Actor, kind: str, wrong: str, right: str, remedy: str, key: str
) -> Document:
    """Issue the document that corrects or revokes `old`; the same form `key` again is the same document."""
    if kind not in MENDING or not wrong.strip() or (kind == RECTIFICATION and not right.strip()):
        raise SayWhatIsWrong
    if kind == REVOCATION and by.role is not Role.SUPERVISOR:
        raise NotYoursToRevoke
    work.session.refresh(case, with_for_update=True)
    occasion = f"{old.id}-{key[:80]}"
    sent = next((row for row in later_of(work, old) if row.occasion.endswith(f"-{occasion}")), None)
    if sent is not None:
        return sent
    if is_revoked(work, old):
        raise RevokedAlready
    return issue(work, case, kind, by, _body(kind, wrong.strip(), right.strip(), remedy), occasion, old)


def is_revoked(work: Work, document: Document) -> bool:
    return any(later.kind == REVOCATION for later in later_of(work, document))


def _body(kind: str, wrong: str, right: str, remedy: str) -> Body:
    if kind == RECTIFICATION:
        opening = (f"上述文书有差错：{wrong[:LONGEST]}", f"现更正为：{right[:LONGEST]}")
        return Body(opening, closing=("除更正的内容以外，原文书其余内容不变。",))
    revoked = f"上述文书因下列原因予以撤销：{wrong[:LONGEST]}"
    return Body((revoked,), closing=("自本通知书作出之日起，原文书不再作为依据。",), remedy=remedy)
