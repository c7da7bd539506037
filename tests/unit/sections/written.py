"""What the real writers write: every section with all that can be filled in; tests change it by `replace`."""

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import cities
from contracts.application import Verdict
from contracts.case import Manifest, Role, SectionRef
from contracts.declaration import SealManifest
from contracts.employers import EmployerKind, EmployerLevel
from contracts.sections.archive import ArchiveSection, File, Visibility
from contracts.sections.checks import Check, Overruling, Result
from contracts.sections.decision import DecisionSection, Mend, Reason
from contracts.sections.declaration import DeclarationSection, Recommendation, Reopened, Signing
from contracts.sections.documents import DocumentsSection
from contracts.sections.identity import IdentitySection
from contracts.sections.kinds import Section
from contracts.sections.names import SectionKind
from contracts.sections.parts import Submission
from contracts.sections.settlement import SettlementSection
from contracts.sections.submission import SubmissionSection
from contracts.sections.verified import Proven, ProvenTitle, Verified, Year, verified_of
from deploy.demo.handwriting import signature
from kit.calendar import Workdays
from kit.clock import SHANGHAI
from kit.crypto import FieldCipher
from kit.ids import derived
from services.archive.evidence.domain import Evidence
from services.archive.file.domain import Item, State, Version
from services.archive.file.domain import section as archive_writes
from services.archive.kinds.domain.basic import BASIC
from services.archive.kinds.domain.fields import Field, Shape, Values
from services.archive.kinds.domain.kind import Kind
from services.archive.kinds.domain.kinds import KINDS, RECORD_KINDS
from services.declaration.attachments.domain.wanted import Circumstances, Enclosures
from services.declaration.drafting.domain.answers import Answers, read
from services.declaration.experts.domain.invitations import Invitation, text_digest
from services.declaration.experts.domain.opinions import FIELDS, Asked, experts_offered, signings
from services.declaration.experts.domain.opinions import read as read_opinions
from services.declaration.scoring.domain import standing
from services.declaration.submission.operations import compose_list
from services.declaration.submission.operations import section as declaration_writes
from services.documents.photos.domain.photo import Photo
from services.documents.photos.imaging.checks import check_photo
from services.documents.photos.operations.section import compose_photo
from services.documents.signing.domain.drawing import read_drawing
from services.documents.signing.domain.pledge import Signature, digest, picture
from services.documents.signing.operations import compose_pledge
from services.identity.case.operations.seal import as_registered, as_sealed
from services.identity.employers.domain.employers import Details, Employer, Status
from services.identity.people.store.persons import Person
from services.payment.domain import Order, OrderState, Payment
from services.payment.operations.sealing import section as payment_writes
from services.review.examination.domain import items as examined
from services.review.examination.domain.decisions import ATTESTATION, Decision
from services.review.examination.domain.items import BY_ROLE, Mark
from services.review.examination.operations.sealing import section as review_writes
from services.review.publicity.domain import Publicity
from services.review.tasks.domain import State as TaskState
from services.review.tasks.domain import Summary, Task
from tests.unit.sections.letters import ACTED, COMMISSION, PROVEN
from tests.unit.sections.looked_up import GRADUATED, INSURED, registered
from tests.unit.sections.voted import voted
from tests.unit.services.declaration.claims import asked_of, filled, proofs_of
from tests.unit.services.declaration.opinions import FIRST, SECOND
from tests.unit.services.documents.portraits import portrait

TODAY, NOON = date(2022, 8, 1), datetime(2022, 9, 28, 4, tzinfo=UTC)
CITY, PLAN = "shaoxing", "2022-engineer"
CASE, EMPLOYER = UUID(int=0xCA5E), UUID(int=0xE)
NAME, ID_NUMBER, MOBILE = "欧阳喆昇", "330603198808081222", "13857512345"
UNIT, DEPARTMENT = "浙江省环境监测中心", "浙江省生态环境厅"
STATEMENT = "任现职以来，完成多项监测工作。\n\n负责质量管理。"
UNSAID: dict[str, Any] = dict.fromkeys(Summary.__dataclass_fields__, "")
CIPHER = FieldCipher(f"k1:{b64encode(bytes(32)).decode()}")

MONTHS = {
    "worked_since": "201007",
    "title_obtained_on": "201712",
    "appointed_on": "201801",
    "obtained_on": "201712",
    "administrative_since": "201901",
    "to": "202006",
    "valid_until": "202512",
}
NUMBERS = {"hours": "90", "special_hours": "60", "general_hours": "30", "years": "11"}


def identity(level: EmployerLevel = EmployerLevel.PROVINCE) -> IdentitySection:
    """A person of a provincial unit (P1.1, P2.1)."""
    person = Person(
        id=derived("person"),
        city=CITY,
        name=NAME,
        id_number_encrypted=CIPHER.encrypt(ID_NUMBER),
        mobile_encrypted=CIPHER.encrypt(MOBILE),
    )
    details = Details(
        name=UNIT,
        credit_code="12330000471234567X",
        kind=EmployerKind.PROVINCIAL if level is EmployerLevel.PROVINCE else EmployerKind.PUBLIC_INSTITUTION,
        level=level,
        place="浙江省",
        department_id=None,
        department=DEPARTMENT,
        own_committee=False,
        legal_representative="王五",
    )
    employer = Employer(
        id=EMPLOYER,
        city=CITY,
        chief_id=None,
        details=details,
        status=Status.APPROVED,
        created_at=NOON,
        submitted_at=NOON,
        version=1,
    )
    return IdentitySection(person=as_sealed(person, CIPHER, TODAY), employer=as_registered(employer))


def typed(kind: Kind, field: Field) -> str:
    """Something to be typed into a field: every text tells where it stands."""
    match field.shape:
        case Shape.MONTH:
            return MONTHS.get(field.name, "201601")
        case Shape.YEAR:
            return "2021"
        case Shape.NUMBER | Shape.HOURS:
            return NUMBERS.get(field.name, "12")
        case Shape.DECIMAL:
            return "3.5"
        case Shape.CHOICE:
            return field.options[0]
        case _:
            return f"{kind.name}之{field.label}"[: field.limit]


def filled_in(kind: Kind) -> Values:
    """Every field, read by its own kind."""
    values, faults = kind.read({field.name: typed(kind, field) for field in kind.fields}, TODAY)
    assert not faults, faults
    return values


def an_item(
    kind: Kind,
    values: Values | None = None,
    *,
    visibility: Visibility | None = None,
    files: tuple[Evidence, ...] = (),
) -> Item:
    """A verified item, with every field unless told otherwise."""
    values = filled_in(kind) if values is None else values
    version = Version(
        id=derived("version", kind.code, values),
        number=1,
        state=State.VERIFIED,
        values=values,
        visibility=visibility or kind.visibility,
        files=files,
    )
    return Item(
        id=derived("item", kind.code, values),
        person_id=derived("person"),
        kind=kind,
        revision=1,
        is_deleted=False,
        current=version,
        verified=version,
    )


def evidence() -> Evidence:
    """A file that proves a record."""
    return Evidence(
        id=derived("evidence"),
        name="立项批复.pdf",
        media_type="application/pdf",
        bytes=120_000,
        pages=4,
        sha256="3a7bd3e2" + "0" * 56,
        fingerprint="f" * 64,
    )


def archive(*more: Item) -> ArchiveSection:
    """A record of every kind, each with every field; the project with a file."""
    project = KINDS["project"]
    records = [an_item(kind, files=(evidence(),) if kind is project else ()) for kind in RECORD_KINDS]
    marked = frozenset(one.id for one in records if one.kind.code == "paper")
    return archive_writes([an_item(BASIC), *records, *more], UNIT, marked=marked)


@cache
def all_cities() -> cities.Cities:
    """The cities that come with the house."""
    return cities.load(Path(cities.__file__).parent)


def declaration() -> DeclarationSection:
    """Everything that the form asks for."""
    plan = all_cities().plan(CITY, PLAN)
    kind = next(one for one in plan.kind if one.options)
    answers: Answers = {
        "kind": kind.slug,
        "options": list(kind.options),
        "category": plan.categories[0],
        "specialty": "环境监测",
        "current_title": "助理工程师",
        **dict(zip(("current_title_on-year", "current_title_on-month"), ("2017", "12"), strict=True)),
        **dict(zip(("appointed_on-year", "appointed_on-month"), ("2018", "1"), strict=True)),
        "years": "11",
        "difference": "取得资格的时间以证书为准",
        "statement": STATEMENT,
    }
    verified = verified_of({"specialty": "环境监测", "current_title": "助理工程师", "years": 11})
    declared, faults = read(answers, plan, TODAY, verified)
    assert declared, faults
    opinions, signed = recommendations()
    told = declaration_writes(PLAN, "1", enclosures(plan, verified), declared, opinions)
    asked = asked_of(plan, proofs_of(archive().records))
    reopened = (Reopened(code="photo", name="证件照", reason="上次的照片不是近照"),)
    assessed = standing(asked, filled(asked)).sealed()
    return replace(told, assessment=assessed, signings=signed, reopened=reopened)


def recommendations() -> tuple[tuple[Recommendation, ...], tuple[Signing, ...]]:
    """What two experts say, one by link; kinds that ask for none have none."""
    experts = experts_offered(all_cities().plan(CITY, PLAN))
    assert experts
    now = datetime.combine(TODAY, time(12), SHANGHAI)
    asked = Asked(by=experts, applicant=NAME, employer=UNIT, year=2022, now=now)
    links = {2: by_link(now)}
    found, faults = read_opinions({**FIRST, **SECOND}, asked, links)
    assert found, faults
    return found, signings(asked, links)


def by_link(at: datetime) -> Invitation:
    """What the second expert gave by link."""
    told = {name.removesuffix("-2"): value for name, value in SECOND.items()}
    return Invitation(
        id=derived("invitation"),
        version=3,
        city=CITY,
        declaration_id=derived("declaration"),
        number=2,
        answers={name: told[name] for name in FIELDS},
        applicant=NAME,
        landmark_sha256=text_digest("before"),
        sent_at=at,
        expires_at=at,
        signed_at=at,
        signature_sha256="b" * 64,
        picture=picture(read_drawing(signature())),
        device="手机（微信）",
    )


def enclosures(plan: cities.Plan, verified: Verified) -> Enclosures:
    """Files for everything that is asked of a public institution's people, insured in another province."""
    file = File(
        id=derived("attachment"),
        name="证书.pdf",
        media_type="application/pdf",
        bytes=9,
        pages=1,
        sha256="a" * 64,
    )
    titles = (ProvenTitle(name="助理工程师", obtained_on="201712", appointed_on="201801"),)
    years = tuple(
        Year(
            year=year,
            hours="96",
            special_hours="66",
            general_hours="30",
            is_certified=True,
            appraisal=result,
        )
        for year, result in ((2019, "合格"), (2020, "优秀"), (2021, "合格"))
    )
    return Enclosures(
        application_id=CASE,
        plan=plan,
        kind="landmark",
        is_skilled=True,
        current_title="助理工程师",
        current_title_on="201712",
        employer_kind=EmployerKind.PUBLIC_INSTITUTION,
        verified=replace(verified, proven=Proven(titles=titles, years=years)),
        said=Circumstances(public_post=True, insured_elsewhere=True),
        files={row.code: (file,) for row in plan.attachment},
        registered={"insurance": registered(INSURED), "education": registered(GRADUATED)},
    )


@cache
def documents() -> DocumentsSection:
    """A photo that fulfils every rule, and the signed pledge."""
    data = portrait(358, 500)
    photo = Photo(
        id=derived("photo"),
        person_id=derived("person"),
        city=CITY,
        source="upload",
        fingerprint="f" * 64,
        blob_key="photos/1",
        width=358,
        height=500,
        bytes=len(data),
        checks=(),
        offered_at=NOON,
        confirmed_at=NOON,
    )
    sealed, problems = compose_photo(photo, data, check_photo(data))
    assert sealed, problems
    return DocumentsSection(photo=sealed, pledge=compose_pledge(signed(), b"%PDF-1.7"))


def signed() -> Signature:
    """The pledge, signed by hand."""
    drawing = read_drawing(signature())
    text = ("本人提供的所有申报材料均真实。", "特此保证。")
    return Signature(
        id=derived("signature"),
        application_id=CASE,
        person_id=derived("person"),
        city=CITY,
        name=NAME,
        text=text,
        text_sha256=digest(text),
        drawing=drawing.as_json(),
        device="手机（微信）",
        signed_at=NOON,
    )


def submission(round: int = 1, sections: Manifest | None = None) -> SubmissionSection:  # noqa: A002 - the contract's word
    """The list of a submission."""
    names = (SectionKind.IDENTITY, SectionKind.ARCHIVE, SectionKind.DECLARATION, SectionKind.DOCUMENTS)
    usual = tuple(SectionRef(name=name, key=f"cases/{CASE}/{name}", sha256="0" * 64) for name in names)
    listed = SealManifest(application_id=CASE, round=round, sections=sections or usual, previous="")
    return compose_list(listed)[1]


OFFICES = {
    Role.EMPLOYER: ("employer", UNIT),
    Role.DEPARTMENT: ("city-department", DEPARTMENT),
    Role.HR: ("city-hr", "绍兴市人力资源和社会保障局"),
    Role.COMMITTEE: ("committee", "中级评委会办公室"),
}


REFUSED_FOR = Reason(code="form-not-this-plan", item="form", words="不属于本计划的申报范围")


def a_mend(item: examined.Item) -> Mend:
    """An item that is returned."""
    reason = Reason(code=f"{item.code}-other", item=item.code, words=f"{item.name}的其他问题")
    return Mend(
        item=item.code,
        name=item.name,
        reasons=(reason,),
        text="证明材料看不清",
        remedy="重新上传清晰的材料。",
    )


def decision(
    role: Role = Role.EMPLOYER,
    verdict: Verdict = Verdict.PASSED,
    *,
    at: datetime = NOON,
    round: int = 1,  # noqa: A002 - the contract's word
) -> DecisionSection:
    """What an office decided; the employer's with its publicity."""
    stage, office = OFFICES[role]
    marks = [Mark.OK] * len(BY_ROLE[role]) if verdict is Verdict.PASSED else [Mark.UNCLEAR, *[Mark.OK] * 9]
    items = tuple(
        {"item": item.code, "name": item.name, "finding": mark.value, "remark": f"{item.name}的备注"}
        for item, mark in zip(BY_ROLE[role], marks, strict=False)
    )
    task = Task(
        id=derived("task", stage),
        application_id=CASE,
        person_id=derived("person"),
        city=CITY,
        plan=PLAN,
        round=round,
        stage=stage,
        role=role,
        office_id=derived("office", stage),
        office_name=office,
        opened_at=NOON,
        manifest=(),
        sheet=None,
        publicity_stands=False,
        summary=Summary(**UNSAID),
        state=TaskState.DECIDED,
    )
    passed = verdict is Verdict.PASSED
    mends = (a_mend(BY_ROLE[role][0]),) if verdict is Verdict.RETURNED else ()
    made = Decision(
        id=derived("decision", stage),
        task_id=task.id,
        verdict=verdict,
        reason="" if passed else "证明材料看不清",
        opinion=f"同意推荐（{office}）。" if passed else "",
        changes=tuple(mend.item for mend in mends),
        mends=mends,
        reasons=(REFUSED_FOR,) if verdict is Verdict.REFUSED else (),
        attestation=ATTESTATION if passed and role is Role.EMPLOYER else "",
        signed_by=f"{office}经办",
        account_id=derived("account"),
        decided_at=at,
        items=items,
    )
    publicity = a_publicity(task) if passed and role is Role.EMPLOYER else None
    more = (checks(), COMMISSION, PROVEN) if passed else ()
    return review_writes(task, made, publicity, Workdays(), *more)


def checks() -> tuple[Check, ...]:
    """One that is met, one that an office does not go by."""
    unmet = Check(
        code="title_years",
        item="seniority",
        name="现任资格年限",
        rule="C2.1",
        result=Result.UNMET,
        measured="助理工程师，2018年12月取得，满 3 年",
        wanted="取得现任资格满 4 年，算至 2022-08-31",
        reason="还差 1 年",
        overruled=Overruling(by="赵六", at=NOON, reason="符合破格条件，已附批复"),
    )
    return (replace(unmet, code="work_years", result=Result.MET, reason="", overruled=None), unmet)


def a_publicity(task: Task) -> Publicity:
    """A publicity of five working days that is over and recorded."""
    return Publicity(
        id=derived("publicity"),
        task_id=task.id,
        place="一楼公告栏",
        posted_at=datetime(2022, 9, 5, 2, tzinfo=UTC),
        posted_by=derived("account"),
        posted_by_name="王五",
        due_at=datetime(2022, 9, 13, 16, tzinfo=UTC),
        is_over=True,
        has_objections=False,
        result="公示期内无异议。",
        recorded_by_name="王五",
        recorded_at=NOON,
    )


def settlement() -> SettlementSection:
    """A fee that was paid."""
    order = Order(
        id=derived("order"),
        application_id=CASE,
        person_id=derived("person"),
        city=CITY,
        plan_title="2022年度",
        item="评审费",
        level="中级",
        basis="",
        amount_fen=18_000,
        opened_at=NOON,
        due_at=NOON,
        state=OrderState.PAID,
    )
    paid_at = datetime(2022, 10, 28, 1, 30, tzinfo=UTC)
    payment = Payment(transaction_id="4200001", amount_fen=18_000, paid_at=paid_at, refund_reason=None)
    return payment_writes(order, payment)


def submitted() -> Submission:
    """What an office reads."""
    return Submission(identity=identity(), archive=archive(), declaration=declaration())


def everything() -> dict[SectionKind, Section]:
    """One section of every kind."""
    return {
        SectionKind.IDENTITY: identity(),
        SectionKind.ARCHIVE: archive(),
        SectionKind.DECLARATION: declaration(),
        SectionKind.DOCUMENTS: documents(),
        SectionKind.SUBMISSION: submission(),
        SectionKind.DECISION: replace(decision(), substitution=ACTED),
        SectionKind.SETTLEMENT: settlement(),
        **voted(submitted()),
    }
