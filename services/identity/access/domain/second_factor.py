"""One-time codes: which are right now, and who needs them."""

import hmac
import re
from datetime import datetime

import pyotp

REQUIRED = frozenset({"official", "admin", "operator"})
ISSUER = "职称申报与评审"
PERIOD = 30  # seconds
DRIFT = (0, -1, 1)  # steps by which a phone's clock may differ
FORM = re.compile(r"[0-9]{6}")


def accepted_step(secret: str, code: str, at: datetime, last_step: int) -> int | None:
    """The step to which a code belongs; none when it is wrong, too old, or was used already."""
    if not FORM.fullmatch(code):
        return None
    totp, current = pyotp.TOTP(secret), int(at.timestamp()) // PERIOD
    for step in (current + drift for drift in DRIFT):
        if step > last_step and hmac.compare_digest(totp.generate_otp(step), code):
            return step
    return None


def enrolment_address(secret: str, login: str) -> str:
    """What an authenticator reads from the QR code; by the login it tells accounts of one person apart."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def grouped(text: str) -> str:
    """In fours, to be copied by hand."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
