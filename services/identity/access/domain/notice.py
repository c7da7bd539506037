"""The privacy notice: which version of it holds, and over which page whoever has not heard of it is led."""

from services.identity.access.domain.sign_in import with_next

VERSION = 5  # of the notice at /privacy: one more whenever it says something new
SINCE = "2026年11月30日"  # from when this version holds
CONSENT = "/account/consent"  # for whoever never agreed to any version
NEWS = f"{CONSENT}/newer"  # for whoever agreed to an older one


def led_over(heard: int | None, then: str) -> str:
    """Where somebody wanted to go, over what there is to hear; `heard` is the newest version they know."""
    if heard is None:
        return with_next(CONSENT, then)
    return then if heard >= VERSION else with_next(NEWS, then)
