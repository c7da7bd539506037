"""举荐专业技术职务任职资格专家意见表: the form of annex 4, for two experts to fill in and to sign (X1.1)."""

from typing import Any

from contracts.recommendation import OpinionsForm

ROWS = (("姓名", "单位"), ("职称", "从事专业"), ("手机", "专家评价分"))


def content(form: OpinionsForm) -> dict[str, Any]:
    """The data of the template."""
    return {
        "platform": form.platform,
        "dated_on": form.made_on.isoformat(),
        "experts": ["推荐专家1", "推荐专家2"],
        "rows": [list(row) for row in ROWS],
        "statement": form.statement,
    }
