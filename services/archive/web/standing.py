"""What people are told of a unit that cannot be chosen yet (A2.4)."""

from collections.abc import Mapping

from services.archive.domain.items import Employer

STANDINGS: Mapping[str, str] = {
    "pending_letter": "该单位已注册，但还没有提交委托证明，暂不能选择。请提醒单位人事负责人登录平台提交。",
    "submitted": "该单位已注册，管理员正在审核，审核通过前暂不能选择。",
    "refused": "该单位已注册，但注册信息被退回。请提醒单位人事负责人登录平台，修改后重新提交。",
    "expired": "该单位的授权已到期，暂不能选择。请提醒单位人事负责人登录平台，重新提交用人单位委托证明。",
}


def standing(employer: Employer) -> str:
    """Where the registration stands, and who has to do what; nothing when it is approved."""
    return STANDINGS.get(employer.status, "")
