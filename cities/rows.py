"""What every row of a city's folder has in common."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

# Who an employer belongs to: the province, the city itself, or one of its counties.
Level = Literal["province", "city", "county"]
# What an office is on the way of a case.
OfficeKind = Literal["department", "hr", "committee"]
# The level of the title that a plan is for.
TitleLevel = Literal["初级", "中级", "高级", "正高级"]

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Slug = Annotated[str, Field(pattern=SLUG, max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Phone = Annotated[str, Field(pattern=r"^[0-9][0-9-]{6,17}$")]
AreaCode = Annotated[str, Field(pattern=r"^0[0-9]{2,3}$")]
CreditCode = Annotated[str, Field(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]


class Row(BaseModel):
    """A frozen row; a misspelt name is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")
