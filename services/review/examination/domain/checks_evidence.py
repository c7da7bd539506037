"""Contradictions, evidence that stands twice, achievements before the title, the score (C2.1)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from cities import Scoring
from cities.assessing import words
from cities.plan import ACHIEVEMENTS
from contracts.career import Moment, Stated, contradictions, in_words
from contracts.normal.names import employer_name
from contracts.normal.signs import composed
from contracts.registers import Education
from contracts.sections.archive import Record
from contracts.sections.entries import Entry, value_of
from contracts.sections.parts import Submission
from contracts.sections.registered import SCHOOLINGS, held_against
from contracts.sections.verified import differences
from services.review.examination.domain.checks import Case, Measured
from services.review.examination.domain.rescoring import counted_again

# The months that a kind states, by code; of what is not here the beginning and the end.
MOMENTS = {
    "basic": {
        "worked_since": Moment.WORKED_SINCE,
        "graduated_on": Moment.GRADUATED,
        "title_obtained_on": Moment.OBTAINED,
        "appointed_on": Moment.APPOINTED,
        "administrative_since": Moment.WORKED,
        "party_since": Moment.JOINED_PARTY,
    },
    "education": {"from": Moment.ENROLLED, "to": Moment.GRADUATED},
    "work": {"from": Moment.WORKED, "to": Moment.WORKED},
    "title": {"obtained_on": Moment.OBTAINED, "appointed_on": Moment.APPOINTED},
}
# What a number stands for; two records of a kind with the same one are the same thing.
NUMBERS = {
    "project": ("number",),
    "patent": ("number",),
    "book": ("isbn",),
    "title": ("certificate_no",),
    "certificate": ("certificate_no",),
    "education": ("certificate_no", "degree_no"),
}
MOST_TOLD = 3


def dates(case: Case) -> Measured:
    """Months that cannot be true beside each other: appointed before the title, worked before birth."""
    archive = case.submission.archive
    born = Stated(moment=Moment.BORN, month=f"{case.submission.identity.person.born_on:%Y%m}")
    basic = [*_stated("basic", archive.basic)]
    found = [told for _, told in contradictions([born, *basic], today=date.max)]
    known = [born, *(_known(one) for one in basic if one.moment is Moment.WORKED_SINCE)]
    for record in archive.records:
        stated = [*_stated(record.kind, record.entries)]
        for _, told in contradictions([*known, *stated], today=date.max):
            found.append(f"“{record.title}”{told}")
    return Measured.of(_counted(found, "矛盾"), "各项时间没有矛盾", unmet=_some(found))


def employer(case: Case) -> Measured | None:
    """The employer of the verified basic information is the one that declares."""
    verified = value_of(case.submission.archive.basic, "employer")
    declares = case.submission.identity.employer.name
    if not verified:
        return None
    told = [f"个人基本信息中的单位是“{verified}”，报送单位是“{declares}”"]
    is_same = employer_name(verified) == employer_name(declares)
    return Measured.of(verified, f"与报送单位{declares}一致", unclear=[] if is_same else told)


def schooling(case: Case) -> Measured | None:
    """What a register told of schoolings, where it was asked, is what the employer verified (A8.8)."""
    submission = case.submission
    found = next((one for one in submission.declaration.registered if isinstance(one.told, Education)), None)
    if found is None or not isinstance(found.told, Education):
        return None
    verified = [one.entries for one in submission.archive.records if one.kind == SCHOOLINGS]
    pairs, others = held_against(found.told, verified)
    same = [one for one in pairs if one.verified and not one.differing]
    names = "、".join(f"{one.told.school}（{one.told.level}）" for one in same) or "没有"
    measured = f"登记证实：{names}"
    if others:
        measured += f"；{len(others)} 条没有登记，按证书审查"
    unclear = [
        f"{one.told.school}（{one.told.level}）的登记有 {len(one.differing)} 处与业绩档案不同"
        for one in pairs
        if one.differing
    ]
    unclear += ["申报人认为登记不对，另附证明"] if found.is_disputed else []
    return Measured.of(measured, "登记的学历学位与业绩档案一致", unclear=unclear)


def declared(case: Case) -> Measured:
    """What is declared is what the employer has verified (A2.3)."""
    verified = case.verified
    found = [
        f"{one.label}申报为{one.declared}，个人基本信息为{one.verified}"
        for one in differences(verified, case.declared)
    ]
    return Measured.of(_counted(found, "不同"), "与个人基本信息相同", unclear=found)


def score(case: Case) -> Measured | None:
    """The self-assessment comes to the same when it is counted again, and to enough (A6.4)."""
    found = case.submission.declaration.assessment
    if found is None:
        return None
    total = counted_again(found, case.submission).total
    open_gates = [one for one in Scoring.model_validate_json(found.scoring).gates if one not in found.gates]
    unmet = [f"没有达到 {found.minimum} 分"] if total < found.minimum else []
    unmet += [f"控制项没有确认：{'、'.join(open_gates)}"] if open_gates else []
    unclear = [f"申报人员的自评分是 {words(found.total)} 分"] if total != found.total else []
    wanted = f"不低于 {found.minimum} 分，与自评分一致"
    return Measured.of(f"重新计算 {words(total)} 分", wanted, unmet=unmet, unclear=unclear)


def since_title(case: Case) -> Measured:
    """Achievements are of the time since the current title (A7.1)."""
    since = case.verified.current_title_on
    taken = [one for one in case.submission.archive.records if one.kind in ACHIEVEMENTS]
    early = [f"“{one.title}”在{in_words(one.end)}" for one in taken if since and one.end and one.end < since]
    measured = f"{len(taken)} 项业绩" + (f"，{len(early)} 项在取得现任资格以前" if early else "")
    wanted = f"任现职以来，即{in_words(since)}以后" if since else "没有现任资格，不限时间"
    return Measured.of(measured, wanted, unmet=_some(early))


def same_numbers(case: Case) -> Measured:
    """No certificate, patent or project stands twice under its number."""
    found = [f"{one}编号相同" for one in _twice(_numbered(case.submission))]
    return Measured.of(_counted(found, "重复"), "证书、专利和项目的编号不重复", unmet=_some(found))


def same_files(case: Case) -> Measured:
    """No file proves two achievements."""
    found = [f"{one}附有同一个文件" for one in _twice(_proving(case.submission))]
    return Measured.of(_counted(found, "重复"), "一个文件只证明一项业绩", unclear=_some(found))


def marks_of(submission: Submission) -> list[str]:
    """By what the same evidence and the same numbers are found in other cases."""
    return sorted({mark for mark, _ in (*_proving(submission), *_numbered(submission))})


def elsewhere(case: Case) -> Measured | None:
    """Whether others declare with the same evidence; who worked together may, so it only asks for a look."""
    if case.elsewhere is None:
        return None
    marked = [(mark, one, "佐证文件") for mark, one in _proving(case.submission)]
    marked += [(mark, one, "编号") for mark, one in _numbered(case.submission)]
    told = (
        f"“{one.title}”的{what}在其他人员的 {cases} 份申报中也有"
        for mark, one, what in marked
        if (cases := case.elsewhere.get(mark, 0))
    )
    found = list(dict.fromkeys(told))
    wanted = "与他人合作完成的可以相同，请核对排名和贡献；个人证书不应相同"
    return Measured.of(_counted(found, "相同"), wanted, noted=_some(found))


def enclosed(case: Case) -> Measured | None:
    """Everything that was wanted beside the form is there (A8.8)."""
    wanted = case.submission.declaration.attachments
    missing = [f"缺《{one.name}》" for one in wanted if not one.files and not one.archived]
    if not wanted:
        return None
    there = len(wanted) - len(missing)
    return Measured.of(f"{there} 项附件已提供或由档案证明", f"应有 {len(wanted)} 项附件", unmet=missing)


def _numbered(submission: Submission) -> list[tuple[str, Record]]:
    return [
        (f"{record.kind}/{code}/{_plain(number)}", record)
        for record in submission.archive.records
        for code in NUMBERS.get(record.kind, ())
        if (number := value_of(record.entries, code))
    ]


def _proving(submission: Submission) -> list[tuple[str, Record]]:
    return [
        (sha256, record)
        for record in submission.archive.records
        if record.kind in ACHIEVEMENTS
        for sha256 in sorted({file.sha256 for file in record.files})
    ]


def _stated(kind: str, entries: Sequence[Entry]) -> Iterator[Stated]:
    for entry in entries:
        moment = MOMENTS.get(kind, {}).get(entry.code)
        if moment is not None and len(month := str(entry.value)) == len("YYYYMM"):
            yield Stated(moment=moment, month=month, label=entry.label, field=entry.code)


def _known(stated: Stated) -> Stated:
    return Stated(moment=stated.moment, month=stated.month, label=stated.label)


def _twice(marked: Iterable[tuple[str, Record]]) -> Iterator[str]:
    """The records that share a mark, each set of them once."""
    by_mark: dict[str, dict[str, Record]] = {}
    for mark, record in marked:
        by_mark.setdefault(mark, {})[str(record.id)] = record
    sets = {tuple(same): [*same.values()] for same in by_mark.values() if len(same) > 1}
    for same in sets.values():
        yield "、".join(f"“{one.title}”" for one in same)


def _counted(found: Sequence[str], what: str) -> str:
    return f"{len(found)} 处{what}" if found else f"没有{what}"


def _some(found: Sequence[str]) -> list[str]:
    """So many that they can be read."""
    more = [f"等 {len(found)} 处"] if len(found) > MOST_TOLD else []
    return [*found[:MOST_TOLD], *more]


def _plain(number: str) -> str:
    """A number as it is compared: width, case, blanks and dashes make no difference."""
    return "".join(sign for sign in composed("NFKC", number).casefold() if sign.isalnum())
