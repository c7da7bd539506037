"""What may be asked of an administrator: for each kind what it needs, what is compared, who hears of it."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is asked."""

    REGISTRATION = "registration"  # a unit may act, by its first letter or after its term
    LETTER = "letter"  # whoever the letter names is the chief clerk, for a new term
    RENAMING = "renaming"
    SUPERIOR = "superior"
    MERGER = "merger"  # an administrator's own act, kept like the others
    SUSPENSION = "suspension"  # so are this one and the next
    RESUMPTION = "resumption"
    CORRECTION = "correction"  # a person's name or ID number


class Queue(StrEnum):
    """Kinds that the desk can show alone."""

    UNITS = "units"
    CHANGES = "changes"
    PEOPLE = "people"


QUEUE_NAMES = {Queue.UNITS: "用人单位审核", Queue.CHANGES: "单位变更审核", Queue.PEOPLE: "个人信息更正"}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How one kind is asked and decided. A refusal always needs a reason."""

    name: str
    queue: Queue
    check: str = ""  # what the administrator compares
    paper: str = ""  # the scan that comes with it
    has_term: bool = False  # an approval holds for some years
    may_be_withdrawn: bool = False
    subject: str = ""  # which message tells an employer's clerk what was decided


RULES = {
    Kind.REGISTRATION: Rule(
        name="单位注册",
        queue=Queue.UNITS,
        check="请核对委托证明的签字、公章和日期是否齐全，单位全称与公章、信用代码与证书、主管部门与所属关系、证明上的经办人身份证号码与登记的是否一致。",
        paper="委托证明（扫描件）",
        has_term=True,
        subject="registration",
    ),
    Kind.LETTER: Rule(
        name="新的委托证明",
        queue=Queue.CHANGES,
        check="请核对委托证明的签字、公章和日期是否齐全，证明上的经办人与申请人是否一致。"
        "接任的，通过后现主经办人的权限立即终止。",
        paper="委托证明（扫描件）",
        has_term=True,
        may_be_withdrawn=True,
        subject="request",
    ),
    Kind.RENAMING: Rule(
        name="单位更名",
        queue=Queue.CHANGES,
        check="请核对批文和申请的内容是否一致。通过后立即生效：以后的申报按新的登记办理，已提交的不变。",
        may_be_withdrawn=True,
        subject="request",
    ),
    Kind.SUPERIOR: Rule(
        name="变更主管部门",
        queue=Queue.CHANGES,
        check="请核对批文和申请的内容是否一致。通过后立即生效：以后的申报按新的登记办理，已提交的不变。",
        may_be_withdrawn=True,
        subject="request",
    ),
    Kind.MERGER: Rule(name="并入其他单位", queue=Queue.CHANGES),
    Kind.SUSPENSION: Rule(name="暂停授权", queue=Queue.CHANGES),
    Kind.RESUMPTION: Rule(name="恢复授权", queue=Queue.CHANGES),
    Kind.CORRECTION: Rule(
        name="个人信息更正",
        queue=Queue.PEOPLE,
        check="请显示完整的证件号码，与扫描件逐字核对。通过后立即生效，原姓名和号码保留在记录中。",
        paper="证件扫描件",
    ),
}
CHANGES = (Kind.RENAMING, Kind.SUPERIOR)  # what a chief clerk fills in


def kinds_in(queue: Queue | None) -> tuple[Kind, ...]:
    """The kinds of one queue, or all."""
    return tuple(kind for kind, rule in RULES.items() if queue in {None, rule.queue})
