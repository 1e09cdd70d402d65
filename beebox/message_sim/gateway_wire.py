"""The plain JSON gateway for SMS and e-mail: docs/messages.md has its format."""

from urllib.parse import unquote

from beebox.message_sim.accounts import Accounts
from beebox.message_sim.journal import Journal
from beebox.message_sim.magic import Fate, fate_of
from beebox.message_sim.signing import SIGNATURE, STAMP, why_not
from beebox.message_sim.wires import Call, Reply

PATH = "/v1/messages"
CHANNELS = {"sms", "email"}
LONGEST_TEXT = 2000
_NAMES = ("channel", "reference", "to", "text", "subject")


def answer(journal: Journal, accounts: Accounts, call: Call) -> Reply:
    told = call.body if call.method == "POST" else call.path.encode()
    stamp, signature = call.headers.get(STAMP.lower(), ""), call.headers.get(SIGNATURE.lower(), "")
    if wrong := why_not(accounts.gateway_key, stamp, signature, told, int(journal.now().timestamp())):
        return _no(401, "unsigned", wrong)
    if call.method == "POST" and call.path == PATH:
        return _take(journal, call)
    channel, _, reference = call.path.removeprefix(f"{PATH}/").partition("/")
    return _tell(journal, channel, unquote(reference))


def _take(journal: Journal, call: Call) -> Reply:
    told = call.told()
    named = {name: str(told.get(name, "")) for name in _NAMES}
    if named["channel"] not in CHANNELS:
        return _no(400, "malformed", "a JSON object with channel sms or email is wanted")
    if not all(named[name] for name in ("reference", "to", "text")):
        return _no(422, "missing", "reference, to and text are wanted")
    if len(named["text"]) > LONGEST_TEXT:
        return _no(422, "too_long", f"a text has at most {LONGEST_TEXT} signs")
    if refused := _not_taken(journal, named):
        return refused
    kept = {name: named[name] for name in ("text", "subject") if named[name]}
    taken = journal.take(named["channel"], named["to"], named["reference"], **kept)
    if fate_of(named["to"]) is Fate.LOST:
        return Reply.garbage("simulated: it was taken, and this is no answer")
    return Reply.of(202, id=taken.number, state="accepted")


def _not_taken(journal: Journal, named: dict[str, str]) -> Reply | None:
    """The answer to a message that fate does not let in; None when it is taken."""
    match fate_of(named["to"]):
        case Fate.REFUSED:
            return _no(422, "no_such_address", "simulated: there is no such address")
        case Fate.BUSY:
            return _no(503, "busy", "simulated: nothing is taken now")
        case Fate.DROPPED if not _seen_before(journal, named["reference"]):
            return Reply.garbage("simulated: nothing was taken and this is no answer")
    return None


def _seen_before(journal: Journal, reference: str) -> bool:
    """Whether a dropped message comes a second time: then it is taken."""
    taken = journal.by_reference("dropped", reference)
    if taken is None:
        journal.take("dropped", "", reference)
    return taken is not None


def _tell(journal: Journal, channel: str, reference: str) -> Reply:
    taken = journal.by_reference(channel, reference)
    if taken is None:
        return _no(404, "unknown_reference", "nothing was taken under this reference")
    state, reason = taken.state(journal.now())
    return Reply.of(200, id=taken.number, reference=reference, state=state, reason=reason)


def _no(status: int, code: str, message: str) -> Reply:
    return Reply.of(status, code=code, message=message)
