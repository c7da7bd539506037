"""The form that two experts sign (X1.1): declaration grants it, documents prints it (`kit.grants`)."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

OPINIONS_PAGE = "/documents/expert-opinions.pdf"  # ?grant=<OpinionsForm>
FORM_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class OpinionsForm:
    """专家意见表 for one applicant; all but the statement is for the experts to fill in."""

    account_id: UUID
    platform: str
    statement: str
    made_on: date
