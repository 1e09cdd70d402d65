"""The simulator's doors, each to its wire; inside a process they are called without any server."""

from beebox.message_sim import gateway_wire, wechat_wire
from beebox.message_sim.accounts import Accounts
from beebox.message_sim.journal import Journal
from beebox.message_sim.wires import Call, Reply


def answer(journal: Journal, accounts: Accounts, call: Call) -> Reply:
    try:
        if call.path == gateway_wire.PATH or call.path.startswith(f"{gateway_wire.PATH}/"):
            return gateway_wire.answer(journal, accounts, call)
        wire = wechat_wire.WIRES.get((call.method, call.path))
        return wire(journal, accounts, call) if wire else Reply.of(404, code="not_found")
    except OSError as full:
        return Reply.of(503, code="busy", message=f"the journal cannot be written: {full}")
