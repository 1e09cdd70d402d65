"""How a call to a carrier ends when it does not end well: each class says what may be done next."""

from datetime import timedelta


class CarrierFault(Exception):
    """The message is for people; `code` is the carrier's own, `field` names a part of the order."""

    def __init__(self, message: str = "", *, code: str = "", field: str = "") -> None:
        self.code, self.field = code, field
        super().__init__(message)


class Rejected(CarrierFault):
    """The carrier understood and refuses: repeating is useless, the message tells a person why."""


class NotServiceable(Rejected):
    """This carrier does not go there: another carrier or a mended address may help. No number was used."""


class PaymentRefused(Rejected):
    """The contract does not allow who is to pay: the other payer of the policy may be tried."""


class Conflict(Rejected):
    """The reference stands for an order already: ask with `find` and adopt it when it is ours."""


class Unavailable(CarrierFault):
    """The carrier was not reached or did nothing: trying again later is safe."""


class Throttled(Unavailable):
    """Too many calls; nothing was done. Wait for `after` before the next one."""

    def __init__(
        self, message: str = "", *, code: str = "", after: timedelta = timedelta(seconds=60)
    ) -> None:
        self.after = after
        super().__init__(message, code=code)


class Stopped(Unavailable):
    """Nothing more may be sent to this carrier until a person has looked after it; nothing was done."""


class AuthFailed(Stopped):
    """The carrier does not accept who we are: key, environment, card or address of our machine."""


class NumberPoolEmpty(Stopped):
    """No number is left, or no money on the account."""


class OutcomeUnknown(CarrierFault):
    """It was sent and no answer came. Never repeat it: ask with `find` first."""


class BadResponse(OutcomeUnknown):
    """It was sent and the answer cannot be read; `raw` is its beginning, for the log alone."""

    def __init__(self, message: str = "", *, code: str = "", raw: str = "") -> None:
        self.raw = raw[:2000]
        super().__init__(message, code=code)


class Unsupported(CarrierFault):
    """This carrier has no such service; `Carrier.can` told so beforehand."""


class Forged(CarrierFault):
    """A pushed message does not carry what shows that it comes from the carrier."""
