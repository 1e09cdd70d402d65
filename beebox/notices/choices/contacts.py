"""Addresses that count once their owner proved them: an e-mail by a code, WeChat by scanning one."""

import hmac
import re
from datetime import timedelta

from sqlalchemy import func, select

from beebox.accounts.models import Person
from beebox.accounts.secrets import keyed_hash, new_digits
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.ids import new_secret
from beebox.kernel.keys import Keys
from beebox.notices.choices.choosing import leave_out
from beebox.notices.models import ContactPoint, MessageChoice
from beebox.notices.ports import ChannelKind

CODE_LIFE = timedelta(minutes=30)
CODE_TRIES = 5
CODES_AN_HOUR = 6
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")


class AddressRefused(BeeboxError):
    status = 422
    code = "address_refused"


class CodeRefused(BeeboxError):
    status = 422
    code = "code_refused"
    message = N_("验证码不对或已经过期。请核对邮件里的 6 位数字，30 分钟内有效；也可以重新发一次。")


def ask_for_email(work: Work, person: Person, typed: str) -> tuple[ContactPoint, str]:
    """A new address to be confirmed, and the code that the caller sends there. Raises AddressRefused."""
    address = typed.strip()
    if len(address) > 254 or not _MAIL.fullmatch(address):
        raise AddressRefused(N_("这个邮箱地址不完整。请写成 name@example.com 这样，不要有空格和中文标点。"))
    _not_too_often(work, person.id, ChannelKind.EMAIL)
    _drop_unconfirmed(work, person.id, ChannelKind.EMAIL)
    code = new_digits()
    point = ContactPoint(
        person_id=person.id,
        channel=ChannelKind.EMAIL,
        address=address,
        code_hash=_hash(work, f"{person.id}:{address}:{code}"),
        code_until=work.now() + CODE_LIFE,
        made_at=work.now(),
    )
    work.session.add(point)
    work.session.flush()
    return point, code


def confirm_email(work: Work, person: Person, code: str) -> bool:
    """Whether the code fits the address that waits. A wrong try is counted: let this transaction commit."""
    point = waiting(work, person.id, ChannelKind.EMAIL)
    if point is None or point.code_until is None or point.code_until < work.now():
        return False
    if point.tries >= CODE_TRIES:
        return False
    point.tries += 1
    if not hmac.compare_digest(point.code_hash, _hash(work, f"{person.id}:{point.address}:{code.strip()}")):
        return False
    _confirm(work, point)
    return True


def ask_for_wechat(work: Work, person: Person) -> str:
    """The scene that a code on the screen will carry: whoever scans it binds their WeChat account."""
    _not_too_often(work, person.id, ChannelKind.WECHAT)
    _drop_unconfirmed(work, person.id, ChannelKind.WECHAT)
    scene = new_secret()[:40]
    work.session.add(
        ContactPoint(
            person_id=person.id,
            channel=ChannelKind.WECHAT,
            code_hash=_hash(work, scene),
            code_until=work.now() + CODE_LIFE,
            made_at=work.now(),
        )
    )
    return scene


def scanned(work: Work, scene: str, address: str) -> bool:
    """WeChat says who scanned this scene: bound, unless the code is unknown, used or too old."""
    wanted = select(ContactPoint).where(
        ContactPoint.code_hash == _hash(work, scene),
        ContactPoint.channel == ChannelKind.WECHAT,
        ContactPoint.confirmed_at.is_(None),
        ContactPoint.removed_at.is_(None),
    )
    point = work.session.scalar(wanted.with_for_update())
    if point is None or point.code_until is None or point.code_until < work.now() or not address:
        return False
    point.address = address[:128]
    _confirm(work, point)
    return True


def remove(work: Work, person: Person, kind: ChannelKind) -> None:
    """Nothing goes there any more."""
    for point in _present(work, person.id, kind):
        point.removed_at = work.now()
    leave_out(work, person, kind)


def waiting(work: Work, person_id: int, kind: ChannelKind) -> ContactPoint | None:
    """The address that still has to be confirmed."""
    found = [point for point in _present(work, person_id, kind) if point.confirmed_at is None]
    return found[-1] if found else None


def _confirm(work: Work, point: ContactPoint) -> None:
    for other in _present(work, point.person_id, point.channel):
        if other.id != point.id:
            other.removed_at = work.now()
    point.confirmed_at, point.code_until = work.now(), None
    choice = work.session.get(MessageChoice, point.person_id)
    if choice is not None and point.channel.value not in choice.channels:
        choice.channels = [*choice.channels, point.channel.value]


def _present(work: Work, person_id: int, kind: ChannelKind) -> list[ContactPoint]:
    wanted = select(ContactPoint).where(
        ContactPoint.person_id == person_id, ContactPoint.channel == kind, ContactPoint.removed_at.is_(None)
    )
    return list(work.session.scalars(wanted.order_by(ContactPoint.id)))


def _drop_unconfirmed(work: Work, person_id: int, kind: ChannelKind) -> None:
    for point in _present(work, person_id, kind):
        if point.confirmed_at is None:
            point.removed_at = work.now()


def _not_too_often(work: Work, person_id: int, kind: ChannelKind) -> None:
    lately = select(func.count()).where(
        ContactPoint.person_id == person_id,
        ContactPoint.channel == kind,
        ContactPoint.made_at > work.now() - timedelta(hours=1),
    )
    if (work.session.scalar(lately) or 0) >= CODES_AN_HOUR:
        raise AddressRefused(N_("一小时内已经要了多次验证码。请稍等再试，或查看最近一封邮件。"))


def _hash(work: Work, text: str) -> str:
    return keyed_hash(work.use(Keys).index, f"contact:{text}")
