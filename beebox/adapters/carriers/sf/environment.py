"""Whether address and monthly card of an SF account belong to the same environment (SF open platform)."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from beebox.kernel.settings import SfAccount

SANDBOX_CARD = "7551234567"
"""The one card of the sandbox; real cards are refused there, and this one everywhere else."""
_CARD = re.compile(r"\d{10}")


def on_this_machine(url: str) -> bool:
    """Whether a stand-in listens there and not SF."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def misfit(account: SfAccount) -> str | None:
    """What does not fit, in one sentence of each language; None when all does. No secret is shown."""
    host = urlsplit(account.url).hostname or ""
    sandbox = "sbox" in host
    if host.endswith("sfexpress.com"):
        return (
            f"顺丰的地址 {host} 少了连字符，应为 sf-express.com，请改 BEEBOX_SF_URL。"
            f" / BEEBOX_SF_URL names {host}; SF's domain is spelled sf-express.com."
        )
    if not _CARD.fullmatch(account.monthly_card):
        return (
            "顺丰月结卡号应为 10 位数字，请改 BEEBOX_SF_MONTHLY_CARD。"
            " / BEEBOX_SF_MONTHLY_CARD must be the ten digits of a monthly card."
        )
    if sandbox and account.monthly_card != SANDBOX_CARD:
        return (
            f"顺丰沙箱只收月结卡 {SANDBOX_CARD}：请换卡号，或把 BEEBOX_SF_URL 改成正式地址。"
            f" / SF's sandbox takes the card {SANDBOX_CARD} alone: change BEEBOX_SF_MONTHLY_CARD,"
            " or set BEEBOX_SF_URL to the real service."
        )
    if not sandbox and not on_this_machine(account.url) and account.monthly_card == SANDBOX_CARD:
        return (
            f"月结卡 {SANDBOX_CARD} 只能用于顺丰沙箱，{host} 会拒绝：请填合同的卡号。"
            f" / The card {SANDBOX_CARD} is for SF's sandbox and {host} refuses it:"
            " set BEEBOX_SF_MONTHLY_CARD to the card of the contract."
        )
    return None
