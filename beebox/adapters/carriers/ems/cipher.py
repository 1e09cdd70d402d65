"""The envelope of EMS: SM4-ECB with PKCS7 over the JSON and the key's own text, behind the sign `|$4|`.

EMS open platform V2.7. There is no tag over it: what decrypts was most likely written by somebody who
has the key, and that is all it shows.
"""

import base64

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import ECB
from cryptography.hazmat.primitives.padding import PKCS7

from beebox.kernel.errors import BeeboxError

MARK = "|$4|"
_BLOCK = 128


class NoCipher(BeeboxError):
    """The cipher cannot be used on this machine, or the key is none; the message says which."""

    code = "carrier_setting"


class NotForUs(ValueError):
    """A text that this key does not open."""


class Envelope:
    """Seals and opens with one sign key: 16 bytes as base64 text. Raises NoCipher for any other."""

    def __init__(self, key_text: str) -> None:
        self._key_text = key_text
        try:
            key = base64.b64decode(key_text, validate=True)
        except ValueError:
            key = b""
        if len(key) != 16:
            raise NoCipher(
                "EMS 的签名密钥不对：BEEBOX_EMS_SIGN_KEY 应是 16 字节的 base64，请从开放平台重新复制。"
                " The EMS sign key should be 16 bytes as base64."
            )
        self._cipher = Cipher(SM4(key), ECB())  # noqa: S305 - the mode the platform prescribes

    def seal(self, text: str) -> str:
        """The envelope around `text`; the key's text goes in behind it."""
        padder = PKCS7(_BLOCK).padder()
        padded = padder.update((text + self._key_text).encode()) + padder.finalize()
        try:
            writer = self._cipher.encryptor()
        except UnsupportedAlgorithm:
            raise _missing() from None
        return MARK + base64.b64encode(writer.update(padded) + writer.finalize()).decode()

    def open(self, sealed: str) -> str:
        """What is inside, without the key's text where it is behind it. Raises NotForUs."""
        try:
            reader = self._cipher.decryptor()
        except UnsupportedAlgorithm:
            raise _missing() from None
        try:
            packed = base64.b64decode(_bare(sealed), validate=True)
            padded = reader.update(packed) + reader.finalize()
            bare = PKCS7(_BLOCK).unpadder()
            return (bare.update(padded) + bare.finalize()).decode().removesuffix(self._key_text)
        except ValueError as wrong:
            raise NotForUs("this key does not open it") from wrong


def _bare(sealed: str) -> str:
    """The base64 alone; a plus that a form turned into a blank is one again."""
    return sealed.strip().removeprefix(MARK).strip().replace(" ", "+")


def _missing() -> NoCipher:
    return NoCipher(
        "这台机器的加密库不含 SM4，EMS 无法使用：请换用带 SM4 的 OpenSSL（未启用 FIPS 限制的版本）。"
        " The OpenSSL of this machine is built without SM4, which EMS needs."
    )
