"""The keys that the simulator's customers sign with."""

import secrets
from dataclasses import asdict, dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Accounts:
    gateway_key: str
    wechat_app_id: str
    wechat_secret: str
    wechat_token: str
    wechat_template: str

    @classmethod
    def fresh(cls) -> "Accounts":
        return cls.made_of(secrets.token_hex(16))

    @classmethod
    def made_of(cls, seed: str) -> "Accounts":
        """The same keys for the same seed: both ends of one process agree without a word."""
        made = [sha256(f"{seed}:{n}".encode()).hexdigest()[:32] for n in range(5)]
        return cls(made[0], f"wx{made[1][:16]}", made[2], made[3], made[4])

    def told(self) -> dict[str, str]:
        return asdict(self)
