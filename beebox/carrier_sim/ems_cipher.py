"""How EMS hides what is sent (EMS open platform V2.7): SM4 in ECB mode, PKCS7, Base64 after `|$4|`."""

import base64

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

MARK = "|$4|"


class CannotRead(ValueError):
    """Not hidden with this key, or not at all."""


def conceal(key_text: str, text: str, *, suffix: bool) -> str:
    """`suffix` puts the key text behind the text before it is hidden, as a caller must."""
    padder = PKCS7(128).padder()
    plain = (text + (key_text if suffix else "")).encode()
    padded = padder.update(plain) + padder.finalize()
    worker = _cipher(key_text).encryptor()
    return MARK + base64.b64encode(worker.update(padded) + worker.finalize()).decode()


def reveal(key_text: str, hidden: str) -> str:
    """The text without its key. CannotRead when the key, the mark or the key text is wrong."""
    if not hidden.startswith(MARK):
        raise CannotRead("no mark")
    try:
        data = base64.b64decode(hidden[len(MARK) :], validate=True)
        worker, unpadder = _cipher(key_text).decryptor(), PKCS7(128).unpadder()
        padded = worker.update(data) + worker.finalize()
        text = (unpadder.update(padded) + unpadder.finalize()).decode()
    except ValueError as wrong:
        raise CannotRead("wrong key") from wrong
    if not text.endswith(key_text):
        raise CannotRead("no key text at the end")
    return text[: -len(key_text)]


def _cipher(key_text: str) -> Cipher[modes.ECB]:
    return Cipher(algorithms.SM4(base64.b64decode(key_text)), modes.ECB())  # noqa: S305 - EMS prescribes it
