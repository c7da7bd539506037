"""The registers that an applicant may have asked: what each is asked for, and what hangs on the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.registers import Register
from contracts.sections.blocks import Block
from contracts.sections.registered import Registered, blocks_of
from contracts.sections.verified import VerifiedRecord
from kit.clock import SHANGHAI


@dataclass(frozen=True, kw_only=True)
class Row:
    """One register; `concerns` is the attachment that is wanted once its record is called wrong."""

    register: Register
    name: str
    what: str  # is fetched
    asks: str  # what it is asked, and what for
    good: str  # what the record is good for
    otherwise: str  # what one does without
    concerns: str
    mended_at: str = ""  # where else something may have to be put right


TABLE = (
    Row(
        register=Register.INSURANCE,
        name="社会保险",
        what="参保记录",
        asks="参保地、参保单位和参保时间，查到的不用再提交参保证明",
        good="已自动获取参保记录，不用提交《省外缴纳社保证明》。",
        otherwise="回答下面的问题",
        concerns="insured_elsewhere",
    ),
    Row(
        register=Register.EDUCATION,
        name="学历学位",
        what="学历学位记录",
        asks="毕业院校、专业、学历、学位、毕业时间和毕业证书编号，与业绩档案中核验的学习经历核对，供审核部门参考",
        good="已获取学历学位记录，并与业绩档案中核验的学习经历作了核对。"
        "有不同的：档案填错的，请到业绩档案改正并重新提交核验；登记不对的，请提供证明。",
        otherwise="按业绩档案中的学习经历申报",
        concerns="schooling",
        mended_at="/archive/records?kind=education",
    ),
)
BY_NAME = {row.register.value: row for row in TABLE}


def in_shanghai(at: datetime) -> str:
    """When a register answered, as it is sealed."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a register told, if it was asked, beside the schoolings that are verified."""

    row: Row
    found: Registered | None
    schoolings: Sequence[VerifiedRecord]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """As people read it."""
        verified = [one.entries for one in self.schoolings]
        return tuple(blocks_of(self.found, verified)) if self.found else ()
