"""资料袋封面: who applies, in which specialty, of which city and employer (M1.3)."""

from typing import Any

from contracts.bag_cover import BagCover
from contracts.sections.declaration import DeclarationSection
from contracts.sections.identity import IdentitySection


def content(cover: BagCover, identity: IdentitySection, declaration: DeclarationSection) -> dict[str, Any]:
    """The data of the template."""
    declared = declaration.declared
    return {
        "platform": cover.platform,
        "printed_on": cover.printed_on.isoformat(),
        "plan": declaration.plan.title,
        "rows": [
            ["申报人员姓名", identity.person.name],
            ["申报专业", declared.specialty],
            ["专业类别", declared.category],
            ["申报资格", declared.title_applied],
            ["所在地市", cover.city],
            ["所在单位", identity.employer.name],
            ["申报编号", cover.number],
        ],
        "inside": [
            f"《专业技术职务任职资格评审表》一式 {cover.copies} 份（参加面试的 {cover.copies + 1} 份）",
            "纸质论文代表作 1 份（参加面试的）",
        ],
        "hand_in": cover.hand_in,
    }
