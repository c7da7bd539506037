"""举荐专业技术职务任职资格专家意见表: annex 4, to be filled in, or as two experts did (X1.1)."""

from typing import Any

from contracts.recommendation import OpinionsForm
from contracts.sections.declaration import DeclarationSection

ROWS = (("name", "unit"), ("title", "specialty"), ("mobile", "score"))
LABELS = {
    "name": "姓名",
    "unit": "单位",
    "title": "职称",
    "specialty": "从事专业",
    "mobile": "手机",
    "score": "专家评价分",
}
EXPERTS = (1, 2)


def content(form: OpinionsForm, submitted: DeclarationSection | None = None) -> dict[str, Any]:
    """The data of the template."""
    return {
        "platform": form.platform,
        "dated_on": form.made_on.isoformat(),
        "experts": [_expert(number, form, submitted) for number in EXPERTS],
    }


def _expert(number: int, form: OpinionsForm, submitted: DeclarationSection | None) -> dict[str, Any]:
    said = submitted.recommendations[number - 1] if submitted and submitted.recommendations else None
    signings = submitted.signings if submitted else ()
    signing = next((one for one in signings if one.expert == number), None)
    return {
        "name": f"推荐专家{number}",
        "rows": [[[LABELS[code], getattr(said, code, "")] for code in row] for row in ROWS],
        "reason": said.reason if said else "",
        "statement": said.statement if said else form.statement,
        "picture": signing.picture if signing else "",
        "on": [str(part) for part in said.signed_on.timetuple()[:3]] if said else [],
        "note": f"在手机上签名，摘要 {signing.sha256[:16]}" if signing else "",
    }
