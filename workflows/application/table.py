"""The order of things, once: one row per status. Diagram, turn, guards, deadlines, notices are read from it.

How to change a row. A history replays only if the same commands come in the same order: the new code has to
do for every running case what the old code did. No `patched` is needed for what gives no other command to a
history that exists: words (`who`, `why`), a status that no running case can have entered, a `leads` that none
has taken, an `Ask` in a row that none has entered. `workflow.patched("<date>-<what>")` around the difference
is needed whenever a case that stands in the row, or has passed it in its present run, would be asked other
things, in another order, or wait by another clock. Nobody has to guess which it is:
`tests/workflow/test_replay.py` replays recorded histories of every workflow, and plants a change of a row to
see that it is caught. A run begins anew with each submission: a patch can go when the longest round is over.
"""

from dataclasses import replace
from datetime import timedelta

from contracts.application import STATUS_NAMES, Status
from contracts.case import Duty, Role
from contracts.clock import DeadlineKind
from contracts.notification import Template
from workflows.application.rows import Ask, Clock, Event, Kind, Row, Table, Way

S, E, A = Status, Event, Ask

AT_AN_OFFICE = {E.RETURNED: S.RETURNED, E.REFUSED: S.REFUSED, E.WITHDRAWN: S.WITHDRAWN}
OVER = "本次申报已办结"
# Hundreds press in the last minute: whoever was in time is not refused because the platform was slow.
ON_ITS_WAY = timedelta(minutes=5)

# Whatever is charged.
PAYING = Row(
    who=Role.APPLICANT,
    why="",
    asks=((A.SEAL_DECISION,), (A.OPEN_DEADLINE,), (A.REQUEST_FEE,)),
    awaits=frozenset({Kind.ORDER}),
    clock=Clock(
        kind=DeadlineKind.PAYMENT,
        end=E.FEE_LAPSED,
        check=A.CLOSE_ORDER,
        unless=E.SETTLED,
        reminder=Template.FEE_REMINDER,
    ),
    tells_deadline=A.REQUEST_FEE,
    notice=Template.FEE_DUE,
    notice_says=frozenset({"item", "amount", "due"}),
)

TABLE: Table = {
    S.DRAFTING: Row(
        who=Role.APPLICANT,
        why="填写申报信息并提交",
        leads={E.SUBMITTED: Way.FIRST, E.WITHDRAWN: S.WITHDRAWN, E.MISSED: S.MISSED},
        clock=Clock(kind=DeadlineKind.SUBMISSION, end=E.MISSED, lingers=ON_ITS_WAY),
    ),
    S.EXAMINING: Row(
        who=Role.EMPLOYER,
        why="逐项审查申报材料，导出公示表并公示",
        leads={E.POSTED: S.PUBLICISING, E.PUBLICITY_STANDS: S.PUBLICISED, **AT_AN_OFFICE},
        begins=(Duty.EXAMINE, Duty.PUBLICISE),
        then=((A.RENDER_SHEET,), (A.OPEN_TASK,)),
        skips=E.PUBLICITY_STANDS,
        awaits=frozenset({Kind.TASK}),
        is_at_an_office=True,
    ),
    S.PUBLICISING: Row(
        who=Role.PLATFORM,
        why="单位公示期未满",
        leads={E.PERIOD_OVER: S.PUBLICISED, **AT_AN_OFFICE},
        then=((A.NOTE_PUBLICITY,),),
        awaits=frozenset({Kind.TASK}),
        clock=Clock(kind=DeadlineKind.PUBLICITY, end=E.PERIOD_OVER),
        tells_deadline=A.NOTE_PUBLICITY,
        is_at_an_office=True,
    ),
    S.PUBLICISED: Row(
        who=Role.EMPLOYER,
        why="录入公示结果和审查意见",
        leads={E.PASSED: Way.NEXT, **AT_AN_OFFICE},
        asks=((A.END_PUBLICITY,),),
        awaits=frozenset({Kind.TASK}),
        is_at_an_office=True,
    ),
    S.REVIEWING: Row(
        who=None,
        why="审查申报材料、签署意见，通过后报送或受理",
        leads={E.PASSED: Way.NEXT, E.ACCEPTED: Way.NEXT, **AT_AN_OFFICE},
        begins=(Duty.EXAMINE,),
        asks=((A.OPEN_TASK,),),
        awaits=frozenset({Kind.TASK}),
        is_at_an_office=True,
    ),
    S.RETURNED: Row(
        who=Role.APPLICANT,
        why="按退回意见修改后重新提交",
        leads={E.SUBMITTED: Way.FIRST, E.WITHDRAWN: S.WITHDRAWN, E.MISSED: S.MISSED},
        asks=((A.SEAL_DECISION,), (A.SEAL_RETURN,)),
        clock=Clock(kind=DeadlineKind.RESUBMISSION, end=E.MISSED, lingers=ON_ITS_WAY),
        notice=Template.RETURNED,
    ),
    # 中推高评审费, where the city has its committee charge one before it meets (B2.1).
    S.AWAITING_RECOMMENDATION_FEE: replace(
        PAYING,
        why="缴纳评审推荐费",
        leads={E.SETTLED: S.RECOMMENDATION_FEE_PAID, E.FEE_LAPSED: S.UNPAID},
        begins=(Duty.CHARGE_RECOMMENDATION,),
    ),
    S.RECOMMENDATION_FEE_PAID: Row(
        who=Role.PLATFORM,
        why="登记缴费",
        leads={E.WENT_ON: Way.NEXT},
        asks=((A.SEAL_SETTLEMENT,),),
        goes_on=E.WENT_ON,
        notice=Template.RECOMMENDATION_FEE_PAID,
    ),
    S.AWAITING_PAYMENT: replace(
        PAYING,
        why="缴纳评审费",
        leads={E.SETTLED: S.PAID, E.FEE_LAPSED: S.UNPAID},
        begins=(Duty.CHARGE,),
    ),
    S.PAID: Row(
        who=Role.PLATFORM,
        why="生成评审表",
        leads={E.FORM_ISSUED: S.FORM_ISSUED},
        asks=((A.SEAL_SETTLEMENT,),),
        then=((A.RENDER_FORM,),),
        goes_on=E.FORM_ISSUED,
        notice=Template.FEE_PAID,
    ),
    S.ACCEPTED: Row(
        who=Role.PLATFORM,
        why="不收费，生成评审表",
        leads={E.FORM_ISSUED: S.FORM_ISSUED},
        begins=(Duty.ISSUE_FORM,),
        asks=((A.SEAL_DECISION,),),
        then=((A.RENDER_FORM,),),
        goes_on=E.FORM_ISSUED,
        notice=Template.ACCEPTED_FREE,
    ),
    S.FORM_ISSUED: Row(
        who=Role.PLATFORM,
        why=OVER,
        leads={E.WENT_ON: Way.NEXT},
        goes_on=E.WENT_ON,
        notice=Template.FORM_READY,
    ),
    # After a return from before the meeting: paid is paid, and papers that still say the same stay.
    S.REPRINTING: Row(
        who=Role.PLATFORM,
        why="核对已报送的评审表是否需要重新打印",
        leads={E.FORM_ISSUED: S.FORM_ISSUED, E.PAPERS_STAND: Way.MEETING},
        begins=(Duty.REPRINT,),
        asks=((A.SEAL_DECISION,),),
        then=((A.REPRINT_FORM,),),
        goes_on=E.FORM_ISSUED,
        skips=E.PAPERS_STAND,
    ),
    S.HANDING_IN: Row(
        who=Role.APPLICANT,
        why="打印评审表，盖章后报送",
        leads={E.HANDED_IN: S.HANDED_IN},
        begins=(Duty.HAND_IN,),
        asks=((A.OPEN_HAND_IN,),),
        awaits=frozenset({Kind.HAND_IN}),
    ),
    S.HANDED_IN: Row(
        who=Role.PLATFORM,
        why=OVER,
        leads={E.WENT_ON: Way.NEXT},
        goes_on=E.WENT_ON,
        notice=Template.PAPERS_RECEIVED,
    ),
    S.AWAITING_MEETING: Row(
        who=None,
        why="编入评审对象花名册，提交评委会评审",
        leads={E.ELECTED: Way.NEXT, E.NOT_ELECTED: S.NOT_ELECTED, E.RETURNED: S.RETURNED},
        begins=(Duty.MEET,),
        asks=((A.SEAL_DECISION,), (A.SEAL_RE_REVIEW,), (A.ENTER_CANDIDATE,)),
        awaits=frozenset({Kind.CANDIDATE}),
        is_at_an_office=True,
    ),
    S.RECOMMENDING: Row(
        who=None,
        why="按花名册顺序推荐到高级评委会",
        leads={E.RECOMMENDED: Way.NEXT},
        begins=(Duty.RECOMMEND,),
        asks=((A.SEAL_RESULT,), (A.OPEN_RELEASE,)),
        awaits=frozenset({Kind.RELEASE}),
        is_at_an_office=True,
    ),
    S.RESULT_PENDING: Row(
        who=None,
        why="公示评审结果",
        leads={E.RESULT_PUBLISHED: S.RESULT_PUBLICISING},
        begins=(Duty.PUBLISH_RESULTS,),
        asks=((A.OPEN_RELEASE,),),
        awaits=frozenset({Kind.RELEASE}),
        is_at_an_office=True,
    ),
    # Whoever objected in the last moment is heard: the result is public for another period.
    S.RESULT_PUBLICISING: Row(
        who=Role.PLATFORM,
        why="评审结果公示期未满",
        leads={
            E.RESULT_STANDS: S.TITLED,
            E.OBJECTED: S.RESULT_PUBLICISING,
            E.OVERTURNED: S.NOT_ELECTED,
        },
        then=((A.NOTE_RELEASE,),),
        awaits=frozenset({Kind.RELEASE}),
        clock=Clock(
            kind=DeadlineKind.RESULT_PUBLICITY,
            end=E.RESULT_STANDS,
            check=A.END_RELEASE,
            unless=E.OBJECTED,
        ),
        tells_deadline=A.NOTE_RELEASE,
        is_at_an_office=True,
    ),
    S.TITLED: Row(
        who=Role.PLATFORM,
        why=OVER,
        asks=((A.SEAL_RESULT,),),
        then=((A.RECORD_TITLE,),),
        notice=Template.TITLED,
    ),
    S.NOT_ELECTED: Row(
        who=Role.PLATFORM,
        why="期限内可以申请复查，期满办结",
        leads={E.RE_REVIEW_ASKED: S.RE_REVIEWING},
        asks=((A.SEAL_RESULT,),),
        then=((A.AWAIT_RE_REVIEW,),),
        awaits=frozenset({Kind.RE_REVIEW}),
        clock=Clock(
            kind=DeadlineKind.RE_REVIEW,
            check=A.END_RE_REVIEW,
            unless=E.RE_REVIEW_ASKED,
            lingers=ON_ITS_WAY,
        ),
        notice=Template.NOT_ELECTED,
    ),
    S.RE_REVIEWING: Row(
        who=None,
        why="复查评审结果并答复",
        leads={E.UPHELD: S.RESULT_UPHELD, E.SET_ASIDE: Way.MEETING},
        awaits=frozenset({Kind.RE_REVIEW}),
        is_at_an_office=True,
    ),
    S.RESULT_UPHELD: Row(who=Role.PLATFORM, why=OVER, asks=((A.SEAL_RE_REVIEW,), (A.CLOSE_RE_REVIEW,))),
    S.REFUSED: Row(who=Role.PLATFORM, why=OVER, asks=((A.SEAL_DECISION,),), notice=Template.REFUSED),
    S.WITHDRAWN: Row(who=Role.PLATFORM, why=OVER, asks=((A.CLOSE_TASKS,),)),
    S.MISSED: Row(
        who=Role.PLATFORM,
        why="逾期，保留期内可经批准恢复办理",
        leads={E.REINSTATED: Way.BACK},
        clock=Clock(kind=DeadlineKind.GRACE),
    ),
    S.UNPAID: Row(
        who=Role.PLATFORM,
        why="逾期，保留期内可经批准恢复办理",
        leads={E.REINSTATED: Way.BACK},
        clock=Clock(kind=DeadlineKind.GRACE),
        notice=Template.FEE_LAPSED,
        notice_says=frozenset({"item"}),
    ),
}


def targets(table: Table, status: Status, event: Event) -> tuple[Status, ...]:
    """Every status to which an event can lead, whatever the route and the past."""
    target = table[status].leads[event]
    if isinstance(target, Status):
        return (target,)
    if target is Way.BACK:
        return tuple(
            left
            for left, row in table.items()
            if row.clock and row.clock.end and status in _ends(row, row.clock.end)
        )
    begun = tuple(one for one, row in table.items() if row.begins)
    if target is Way.MEETING:
        return tuple(one for one in begun if table[one].begins[0] is Duty.MEET)
    return (
        tuple(one for one in begun if table[one].begins[0] is Duty.EXAMINE) if target is Way.FIRST else begun
    )


def _ends(row: Row, event: Event) -> tuple[Status, ...]:
    target = row.leads[event]
    return (target,) if isinstance(target, Status) else ()


def diagram(table: Table = TABLE) -> str:
    """The table as a Mermaid state diagram with a legend, for docs/states.md."""
    lines = [
        f"    {source} --> {target}: {event}"
        for source, row in table.items()
        for event in row.leads
        for target in targets(table, source, event)
    ]
    ends = [f"    {status} --> [*]" for status, row in table.items() if row.why == OVER or row.may_lapse]
    legend = [f"| `{status}` | {STATUS_NAMES[status]} | {row.why} |" for status, row in table.items()]
    return "\n".join(
        [
            "# The states of an application",
            "",
            "Generated by `make diagrams` from `workflows/application/table.py`. Where the route decides,",
            "every status is drawn to which it can lead.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {Status.DRAFTING}",
            *lines,
            *ends,
            "```",
            "",
            "| status | 中文 | what is awaited |",
            "| --- | --- | --- |",
            *legend,
            "",
        ]
    )
