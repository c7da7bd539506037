"""用人单位委托证明: what the printed letter says (E2.1, M2.5)."""

from typing import Any

from contracts.files import LetterFacts
from services.documents.papers.domain.words import day


def content(facts: LetterFacts) -> dict[str, Any]:
    """The data of the template."""
    return {
        "platform": facts.platform,
        "dated_on": facts.from_on.isoformat(),
        "employer": facts.employer,
        "rows": [
            ["单位全称", facts.employer],
            ["统一社会信用代码", facts.credit_code],
            ["法定代表人", facts.legal_representative],
            ["单位性质", facts.kind],
            ["所属地区", facts.place],
            ["主管部门" if facts.has_department else "人事代理机构", facts.department],
            ["经办人", facts.clerk],
            ["经办人身份证号码", facts.id_number],
            ["经办人手机号码", facts.mobile],
            ["授权事项", facts.matters],
            ["授权期限", f"{day(facts.from_on)}至{day(facts.until_on)}"],
        ],
        "clerk": facts.clerk,
    }
