"""Who the simulated carriers take for their customer: keys made at random, or kept in a file."""

import base64
import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from beebox.carrier_sim.habits import SANDBOX_CARD


@dataclass(frozen=True)
class Accounts:
    ems_sender_no: str
    ems_authorization: str
    ems_test_authorization: str
    """For the address `…/test` alone."""
    ems_sign_key: str
    """16 bytes in Base64."""
    sf_partner_id: str
    sf_checkword: str
    sf_card: str
    control_token: str

    @classmethod
    def fresh(cls) -> "Accounts":
        return cls(
            ems_sender_no=f"SIM{secrets.randbelow(10**10):010d}",
            ems_authorization=secrets.token_hex(16),
            ems_test_authorization=secrets.token_hex(16),
            ems_sign_key=base64.b64encode(secrets.token_bytes(16)).decode(),
            sf_partner_id=f"SIM{secrets.token_hex(4).upper()}",
            sf_checkword=secrets.token_urlsafe(24),
            sf_card=SANDBOX_CARD,
            control_token=secrets.token_urlsafe(24),
        )

    @classmethod
    def kept_in(cls, file: Path) -> "Accounts":
        """Those in `file`, made at the first time; readable for its owner alone."""
        if file.exists():
            return cls(**json.loads(file.read_text("utf-8")))
        made = cls.fresh()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps(asdict(made)), "utf-8")
        return made
