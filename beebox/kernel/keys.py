"""The secrets of one installation, made at first start and readable by its owner alone."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Keys:
    files: bytes
    """32 bytes that wrap the key of every stored file."""
    forms: str
    """Signs the tokens that guard forms."""
    index: bytes
    """Keys the hashes of sign-in codes and sessions."""


def read_keys(var_dir: Path) -> Keys:
    """The keys of this installation; made (mode 0600) when there are none yet."""
    path = var_dir / "keys.json"
    if not path.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        _make(path)
    told = json.loads(path.read_text())
    return Keys(bytes.fromhex(told["files"]), told["forms"], bytes.fromhex(told["index"]))


def _make(path: Path) -> None:
    made = {name: secrets.token_hex(32) for name in ("files", "forms", "index")}
    part = path.with_name(f"keys.{secrets.token_hex(4)}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(made, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
