"""How SF proves who calls (SF open platform): Base64 of the MD5 of the text as Java encodes it for a form."""

import base64
import hashlib
import hmac

_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-*_")


def digest(data: str, timestamp: str, checkword: str) -> str:
    encoded = java_form_encoded(data + timestamp + checkword)
    return base64.b64encode(hashlib.md5(encoded.encode(), usedforsecurity=False).digest()).decode()


def java_form_encoded(text: str) -> str:
    """As java.net.URLEncoder: letters, digits and `.-*_` stay, a space is `+`, the rest `%XX`."""
    return "".join(
        chr(byte) if byte in _PLAIN else "+" if byte == 0x20 else f"%{byte:02X}" for byte in text.encode()
    )


def fits(told: str, data: str, timestamp: str, checkword: str) -> bool:
    return hmac.compare_digest(told.encode(), digest(data, timestamp, checkword).encode())
