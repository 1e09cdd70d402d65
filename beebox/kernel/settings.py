"""Every knob there is. Read once at start; nothing else looks at the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

from beebox.kernel.errors import BeeboxError
from beebox.kernel.message_accounts import MessageAccounts, read_accounts

ROOT = Path(__file__).resolve().parent.parent.parent


_CARRIERS = {"simulated", "ems", "sf"}
_HERE = re.compile(r"http://(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d{1,5})?(/|$)")
_NEARBY = re.compile(r"/\S+|(127\.\d+\.\d+\.\d+|localhost|\[::1\]):\d{1,5}")


class Mode(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class WrongSetting(BeeboxError):
    """A setting that cannot be used; the message says which and what it should look like."""

    code = "wrong_setting"


@dataclass(frozen=True)
class EmsAccount:
    """A contract with the postal enterprise: its open platform's address and our keys there."""

    url: str
    """The host alone is the production service; the whole address, ending in `/open` or `/test`, chooses."""
    sender_no: str
    authorization: str
    sign_key: str
    price_code: str = ""
    """The 15 digits of the contract's product, by which EMS estimates fees; empty: it is not asked."""


@dataclass(frozen=True)
class SfAccount:
    """A contract with SF: its open platform's address and our keys there."""

    url: str
    partner_id: str
    checkword: str
    monthly_card: str
    push_token: str
    """The unguessable part of the address SF pushes to; empty: pushes are not taken."""
    oauth: bool
    """Sign in by token instead of signing each call."""


@dataclass(frozen=True)
class Settings:
    mode: Mode
    database_url: str
    var_dir: Path
    catalogue_dir: Path
    host: str
    port: int
    public_url: str
    trusted_hosts: tuple[str, ...]
    proxies: int
    secure_cookies: bool
    slots: tuple[time, ...]
    zone: ZoneInfo
    max_upload_bytes: int
    max_pixels: int
    max_pages: int
    ocr_engine: str
    ocr_program: str
    readers: int
    clamd: str | None
    """A path, or `host:port` of this machine, where the virus scanner listens."""
    scan_required: bool
    sms_command: str | None
    messages: MessageAccounts
    draft_days: int
    lock_minutes: int
    carrier_push_key: str | None
    carriers: tuple[str, ...]
    """Names of the carriers at hand, the preferred one first."""
    ems: EmsAccount | None
    sf: SfAccount | None
    webhook_networks: tuple[IPv4Network | IPv6Network, ...]
    """Networks of our own that webhooks may reach although they are not public."""
    citizen_pays: bool
    """Parcels are paid at the citizen's door where the contract allows, else by the centre."""

    @property
    def development(self) -> bool:
        return self.mode is Mode.DEVELOPMENT

    @property
    def sends_sms(self) -> bool:
        """Whether something of the operator's sends short messages."""
        return self.sms_command is not None or self.messages.sms is not None

    @classmethod
    def read(cls) -> "Settings":
        """The settings of this process's environment."""
        return cls.from_env(os.environ)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        take = _Taker(env)
        mode = take.choice("MODE", Mode.DEVELOPMENT, Mode)
        var_dir = Path(take.text("VAR", str(ROOT / "var"))).absolute()
        host, port = take.text("HOST", "127.0.0.1"), take.number("PORT", 8000, 1, 65535)
        return cls(
            mode=mode,
            database_url=take.text("DATABASE_URL", f"sqlite:///{var_dir}/beebox.db"),
            var_dir=var_dir,
            catalogue_dir=Path(take.text("CATALOGUE", str(ROOT / "catalogue"))),
            host=host,
            port=port,
            public_url=take.text("PUBLIC_URL", f"http://{host}:{port}").rstrip("/"),
            trusted_hosts=take.listed("TRUSTED_HOSTS"),
            proxies=take.number("PROXIES", 0, 0, 5),
            secure_cookies=take.flag("SECURE_COOKIES", mode is Mode.PRODUCTION),
            slots=take.times("PICKUP_SLOTS", "10:00,16:00"),
            zone=ZoneInfo(take.text("ZONE", "Asia/Shanghai")),
            max_upload_bytes=take.number("MAX_UPLOAD_MB", 20, 1, 200) * 1024 * 1024,
            max_pixels=take.number("MAX_MEGAPIXELS", 40, 1, 200) * 1_000_000,
            max_pages=take.number("MAX_PAGES", 50, 1, 500),
            ocr_engine=take.text("OCR_ENGINE", "auto"),
            ocr_program=take.text("OCR_PROGRAM", ""),
            readers=take.number("READERS", min(os.cpu_count() or 1, 4), 1, 64),
            clamd=take.nearby("CLAMD"),
            scan_required=take.scan_required(),
            sms_command=take.text("SMS_COMMAND", "") or None,
            messages=read_accounts(take),
            draft_days=take.number("DRAFT_DAYS", 30, 1, 365),
            lock_minutes=take.number("LOCK_MINUTES", 20, 1, 480),
            carrier_push_key=take.text("CARRIER_PUSH_KEY", "") or None,
            carriers=take.carriers(),
            ems=take.ems() if "ems" in take.carriers() else None,
            sf=take.sf() if "sf" in take.carriers() else None,
            webhook_networks=take.networks(
                "WEBHOOK_NETWORKS", "127.0.0.0/8,::1/128" if mode is Mode.DEVELOPMENT else ""
            ),
            citizen_pays=take.flag("CITIZEN_PAYS", False),
        )


class _Taker:
    """Takes settings by name and says plainly which one is wrong."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env

    def text(self, name: str, default: str) -> str:
        return self._env.get(f"BEEBOX_{name}", default).strip()

    def number(self, name: str, default: int, low: int, high: int) -> int:
        found = self.text(name, str(default))
        if not found.isascii() or not found.isdigit() or not low <= int(found) <= high:
            raise self._wrong(name, found, f"a whole number from {low} to {high}")
        return int(found)

    def flag(self, name: str, default: bool) -> bool:  # noqa: FBT001 - a flag's default is one
        found = self.text(name, "yes" if default else "no").lower()
        if found not in {"yes", "no"}:
            raise self._wrong(name, found, "yes or no")
        return found == "yes"

    def choice(self, name: str, default: Mode, kind: type[Mode]) -> Mode:
        found = self.text(name, default)
        if found not in set(kind):
            raise self._wrong(name, found, " or ".join(kind))
        return kind(found)

    def nearby(self, name: str) -> str | None:
        """A path or a place on this machine: what it is told does not leave the machine."""
        found = self.text(name, "")
        if found and not _NEARBY.fullmatch(found):
            raise self._wrong(name, found, "a path such as /run/clamav/clamd.ctl, or 127.0.0.1:3310")
        return found or None

    def scan_required(self) -> bool:
        required = self.flag("SCAN_REQUIRED", False)
        if required and self.nearby("CLAMD") is None:
            raise self._wrong("CLAMD", "", "set where BEEBOX_SCAN_REQUIRED is yes")
        return required

    def carriers(self) -> tuple[str, ...]:
        found = self.listed("CARRIERS") or ("simulated",)
        if not set(found) <= _CARRIERS:
            raise self._wrong("CARRIERS", ",".join(found), f"some of {', '.join(sorted(_CARRIERS))}")
        return found

    def ems(self) -> EmsAccount:
        return EmsAccount(
            url=self.address("EMS_URL"),
            sender_no=self.told("EMS_SENDER_NO"),
            authorization=self.told("EMS_AUTHORIZATION"),
            sign_key=self.told("EMS_SIGN_KEY"),
            price_code=self.text("EMS_PRICE_CODE", ""),
        )

    def sf(self) -> SfAccount:
        return SfAccount(
            url=self.address("SF_URL"),
            partner_id=self.told("SF_PARTNER_ID"),
            checkword=self.told("SF_CHECKWORD"),
            monthly_card=self.told("SF_MONTHLY_CARD"),
            push_token=self.text("SF_PUSH_TOKEN", ""),
            oauth=self.flag("SF_OAUTH", False),
        )

    def told(self, name: str) -> str:
        """What has no default and must be set; it may be a secret and is never shown again."""
        found = self.text(name, "")
        if not found:
            raise self._wrong(name, "", "set, because BEEBOX_CARRIERS names this carrier")
        return found

    def address(self, name: str) -> str:
        """Where a carrier listens: https, or http on this machine alone."""
        found = self.told(name).rstrip("/")
        if not (found.startswith("https://") or _HERE.match(found)):
            raise self._wrong(name, found, "an address such as https://api.ems.com.cn")
        return found

    def listed(self, name: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.text(name, "").split(",") if part.strip())

    def networks(self, name: str, default: str) -> tuple[IPv4Network | IPv6Network, ...]:
        found = self.text(name, default)
        try:
            return tuple(ip_network(part.strip()) for part in found.split(",") if part.strip())
        except ValueError:
            raise self._wrong(name, found, "networks such as 10.20.0.0/16,fd00::/8") from None

    def times(self, name: str, default: str) -> tuple[time, ...]:
        found = self.text(name, default)
        try:
            return tuple(sorted(time.fromisoformat(part.strip()) for part in found.split(",")))
        except ValueError:
            raise self._wrong(name, found, "times such as 10:00,16:00") from None

    def _wrong(self, name: str, found: str, wanted: str) -> WrongSetting:
        return WrongSetting(f"BEEBOX_{name} is {found!r}; it should be {wanted}.")

    def wrong(self, name: str, found: str, wanted: str) -> WrongSetting:
        """For what reads a group of settings elsewhere."""
        return self._wrong(name, found, wanted)
