"""Whether somebody agreed to the privacy notice before they got an account."""

from services.identity.access.domain.faults import Faults, only_faults

NOT_AGREED = "请阅读《个人信息处理说明》，同意后勾选；不同意则不能注册或使用账号"


def consent_faults(agreed: str) -> Faults:
    """Consent is what somebody does: a box that nobody ticked is none."""
    return only_faults(agreed=None if agreed == "yes" else NOT_AGREED)
