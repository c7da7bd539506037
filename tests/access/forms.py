"""What each form is filled in with, so that it is accepted: a row for every route that takes one.

`page` shows the form; what stands in it already (versions, names of forms) is sent along. Names in braces are
objects of `tests/access/places/<service>.py`; `named` are others to stand for them. `before` are the routes
whose forms were sent earlier. Routes that are sent twice elsewhere stand in ELSEWHERE with the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.access.table import ADMIN, APPLICANT, CLERK, EVERYBODY, OFFICIAL
from tests.service.archive.conftest import PAPER
from tests.service.identity.factories import CODE, NUMBER, PASSWORD, a_clerk, a_person, an_employer
from tests.service.identity.officials import an_official, in_days, on
from tests.service.review.world import on_day, yesterday
from tests.unit.services.documents.portraits import portrait

Files = list[tuple[str, tuple[str, bytes, str]]]
FURTHER_NUMBER, FURTHER_CODE = "330602199203030035", "913306000000000016"
NEW_PASSWORD = "Zc-9876543210-3"
WORD = "因工作需要调整"


@dataclass(frozen=True)
class Sending:
    """One form as a person sends it.

    `other` is what somebody with the same page open sends meanwhile. `is_repeatable`: sent again later it may
    do what it did once more.
    """

    who: str
    page: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    files: Files | None = None
    other: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)
    is_repeatable: bool = False


FURTHER = {"clerk_id_number": FURTHER_NUMBER, "login": "hr.fourth"}
PENDING = {"employer_id": "pending_id"}
OBJECTED = {"task_id": "objected_id"}
OBJECTION = "公示的水质监测项目并非本人主持，可查项目合同。"
REGISTRATION = {"request_id": "registration_id"}
RECORD = "/archive/records/{item_id}"
EMPLOYER = "/admin/employers/{employer_id}"
AN_OFFICIAL = "/admin/officials/{official_id}"
UNTIL = {"until-year": "2199", "until-month": "1", "until-day": "31"}
DISHONEST = {
    "why": "2022 年申报中提交了变造的论文发表证明。",
    "source": "关于取消某申报人评审资格的决定",
    "number": "绍市人社函〔2022〕15号",
    **on_day("from_on", yesterday()),
}
PASSED, PASSED_CASE = "/review/{task_id}", {"task_id": "passed_id"}
AN_EXPERT_S_PAGE = "/review/committee/experts/{expert_id}"
AN_EXPERT = {
    "name": "陆知远",
    "unit": "绍兴市环境科学设计研究院",
    "title": "高级工程师",
    "category": "监测与分析",
    "specialty": "水环境监测",
    "mobile": "13800138077",
    **on("from_on", in_days(-10)),
    **on("until_on", in_days(300)),
}
DECLARED = "/declarations/{application_id}"

ARCHIVE = {
    "POST /archive/basic": Sending(
        APPLICANT, "/archive/basic", {"address": "绍兴市越城区"}, other={"address": "绍兴市柯桥区"}
    ),
    "POST /archive/extraction/{plan_id}": Sending("colleague", "/archive/extraction/{plan_id}"),
    "POST /archive/employer": Sending("colleague", typed={"employer_id": "{next_employer_id}"}),
    "POST /archive/records/{item_id}": Sending(
        APPLICANT, RECORD, {**PAPER, "act": "save"}, other={"name": "另一篇论文"}
    ),
    "POST /archive/records/{item_id}/delete": Sending(APPLICANT, RECORD),
    "POST /archive/records/{item_id}/restore": Sending(
        APPLICANT, before=("POST /archive/records/{item_id}/delete",)
    ),
    "POST /archive/submission": Sending(APPLICANT, "/archive/submission"),
    "POST /archive/verification/{person_id}": Sending(
        CLERK, "/archive/verification/{person_id}", {"attested": "yes", "all": "verified"}
    ),
}
DECLARATION = {
    "POST /declarations/{application_id:uuid}/assessment/{part}": Sending(
        APPLICANT,
        f"{DECLARED}/assessment/{{part}}",
        {"gates": "职业道德"},
        other={"gates": "年度考核"},
    ),
    "POST /declarations/{application_id:uuid}/attachments": Sending(
        APPLICANT,
        f"{DECLARED}/attachments",
        {"public_post": "yes", "insured_elsewhere": "yes"},
        other={"public_post": "no", "insured_elsewhere": "yes"},
    ),
    "POST /declarations/{application_id:uuid}/attachments/{attachment}": Sending(
        APPLICANT, f"{DECLARED}/attachments/{{attachment}}", {"receipt": "{receipt}"}
    ),
    "POST /declarations/{application_id:uuid}/experts": Sending(
        APPLICANT, f"{DECLARED}/experts", {"act": "save", "name-1": "陈国平"}, other={"name-1": "沈丽"}
    ),
    "POST /declarations/{application_id:uuid}/experts/{number:int}/invitation/again": Sending(
        APPLICANT, f"{DECLARED}/experts", named={"number": "invited"}
    ),
    "POST /declarations/{application_id:uuid}/experts/{number:int}/invitation/withdraw": Sending(
        APPLICANT, f"{DECLARED}/experts", named={"number": "invited"}
    ),
    "POST /declarations/{application_id:uuid}/form": Sending(
        APPLICANT, f"{DECLARED}/form", {"act": "save", "years": "7"}, other={"years": "9"}
    ),
    "POST /plans/{plan_id}/start": Sending("colleague"),
}
DOCUMENTS = {
    "POST /documents/files/{file_id}/remove": Sending(APPLICANT, "/documents/files"),
    "POST /documents/upload/open": Sending(
        EVERYBODY,
        "/documents/upload/open?grant={open_grant}",
        files=[("files", ("现场.jpg", portrait(), "image/jpeg"))],
        is_repeatable=True,
    ),
    "POST /documents/upload": Sending(
        APPLICANT,
        "/documents/upload?grant={grant}",
        files=[("files", ("奖状.jpg", portrait(), "image/jpeg"))],
        is_repeatable=True,
    ),
    "POST /documents/pledge": Sending(APPLICANT, "/documents/pledge?grant={pledge}", is_repeatable=True),
    "POST /documents/photo": Sending(
        APPLICANT,
        "/documents/photo",
        files=[("photo", ("照片.jpg", portrait(500, 660), "image/jpeg"))],
    ),
}
IDENTITY = {
    "POST /account/password": Sending(
        APPLICANT, "/account", {"current": PASSWORD, "password": NEW_PASSWORD}, is_repeatable=True
    ),
    "POST /account/messages": Sending(CLERK, "/account/messages", {"desk_messages": "digest"}),
    "POST /account/mobile": Sending(
        APPLICANT, "/account/mobile", {"mobile": "13800138456", "current": PASSWORD}
    ),
    "POST /admin/mobiles/{holder_id}": Sending(ADMIN, AN_OFFICIAL, is_repeatable=True),
    "POST /employers/mine/clerks/{clerkship_id}/mobile": Sending(
        CLERK, "/employers/mine/clerks", is_repeatable=True
    ),
    "POST /account/erasure": Sending(
        APPLICANT, "/account/erasure", {"password": PASSWORD, "understood": "yes"}
    ),
    "POST /account/erasure/withdraw": Sending(APPLICANT, before=("POST /account/erasure",)),
    "POST /account/sign-out-everywhere": Sending(APPLICANT, "/account", is_repeatable=True),
    "POST /admin/employers/{employer_id}/merger": Sending(
        ADMIN,
        f"{EMPLOYER}/merger?successor={CODE}",
        {"why": WORD},
        before=("POST /admin/requests/{request_id}/approve",),
        named=PENDING,
    ),
    "POST /admin/employers/{employer_id}/move": Sending(
        ADMIN,
        EMPLOYER,
        {"department": "shangyu-ecology", "move_why": WORD, "confirmed": "yes"},
        other={"department": "keqiao-ecology"},
    ),
    "POST /admin/employers/{employer_id}/suspension": Sending(
        ADMIN, f"{EMPLOYER}/suspension", {"cause": "letter", "why": WORD}, other={"why": "公章不清楚"}
    ),
    "POST /admin/employers/{employer_id}/resumption": Sending(
        ADMIN,
        f"{EMPLOYER}/suspension",
        {"why": WORD},
        before=("POST /admin/employers/{employer_id}/suspension",),
    ),
    "POST /admin/employers/{employer_id}/rename": Sending(
        ADMIN,
        EMPLOYER,
        {"new_name": "绍兴市环境监测总站", "why": WORD, "confirmed": "yes"},
        other={"new_name": "绍兴市监测站"},
    ),
    "POST /admin/requests/{request_id}/id-number": Sending(
        ADMIN, "/admin/requests/{request_id}", named=REGISTRATION, is_repeatable=True
    ),
    "POST /admin/requests/{request_id}/approve": Sending(
        ADMIN, "/admin/requests/{request_id}", {"years": "2"}, named=REGISTRATION
    ),
    "POST /admin/requests/{request_id}/refuse": Sending(
        ADMIN, "/admin/requests/{request_id}", {"reason": WORD}, named=REGISTRATION
    ),
    "POST /admin/officials/new": Sending(ADMIN, "/admin/officials/new", an_official(login="ecology.gao")),
    "POST /admin/officials/{official_id}/code": Sending(ADMIN, AN_OFFICIAL, is_repeatable=True),
    "POST /admin/officials/{official_id}/deputies": Sending(
        ADMIN,
        f"{AN_OFFICIAL}/deputies",
        {"deputy": "{deputy}", **on("from", in_days(10)), **on("until", in_days(12))},
    ),
    "POST /admin/officials/{official_id}/deputies/{deputy_id}/end": Sending(ADMIN, f"{AN_OFFICIAL}/deputies"),
    "POST /admin/officials/{official_id}/end": Sending(ADMIN, AN_OFFICIAL, {"why": WORD}),
    "POST /admin/officials/{official_id}/id-number": Sending(
        ADMIN, AN_OFFICIAL, {"id_number": FURTHER_NUMBER}, other={"id_number": NUMBER}
    ),
    "POST /admin/officials/{official_id}/post": Sending(
        ADMIN, AN_OFFICIAL, {"office": "shaoxing/hr"}, other={"office": "shaoxing/shangyu-ecology"}
    ),
    "POST /admin/officials/{official_id}/second-factor": Sending(ADMIN, AN_OFFICIAL),
    "POST /deputies": Sending(
        OFFICIAL, "/deputies", {"deputy": "{deputy}", **on("from", in_days(10)), **on("until", in_days(12))}
    ),
    "POST /deputies/{deputy_id}/end": Sending(OFFICIAL, "/deputies"),
    "POST /employers/requests/{request_id}/withdraw": Sending(CLERK, "/employers/mine/letter"),
    "POST /employers/mine/clerks": Sending(
        CLERK,
        "/employers/mine/clerks",
        {
            "clerk_name": "尉迟恭",
            "clerk_id_number": FURTHER_NUMBER,
            "mobile": "13700137009",
            "login": "hr.third",
        },
    ),
    "POST /employers/mine/clerks/{clerkship_id}/code": Sending(
        CLERK, "/employers/mine/clerks", is_repeatable=True
    ),
    "POST /employers/mine/clerks/{clerkship_id}/end": Sending(CLERK, "/employers/mine/clerks"),
    "POST /recover": Sending(EVERYBODY, "/recover", {"login": "13800138000"}),
    "POST /register": Sending(
        EVERYBODY, "/register", a_person(id_number=FURTHER_NUMBER, mobile="13800138123", id_kind="resident")
    ),
    "POST /register/employer": Sending(
        EVERYBODY,
        "/register/employer",
        an_employer(credit_code=FURTHER_CODE) | a_clerk(**FURTHER),
    ),
    "POST /register/clerk": Sending(EVERYBODY, "/register/clerk", a_clerk(**FURTHER, credit_code=CODE)),
    "POST /employers/invite": Sending(APPLICANT, "/employers/invite", {"employer_name": "绍兴市水质检测所"}),
    "POST /employers/mine/changes/move": Sending(
        CLERK, "/employers/mine/changes", {"department": "keqiao-ecology", "move_why": WORD}
    ),
    "POST /employers/mine/changes/rename": Sending(
        CLERK, "/employers/mine/changes", {"new_name": "绍兴市环境监测总站", "why": WORD}
    ),
    "POST /employers/mine/mend": Sending(
        "clerk of another employer",
        "/employers/mine/mend",
        {"legal_representative": "周立"},
        before=("POST /admin/requests/{request_id}/refuse",),
    ),
    "POST /account/session": Sending(APPLICANT, is_repeatable=True),
    "POST /sign-out": Sending(APPLICANT, "/account"),
    "POST /sign-in": Sending(
        EVERYBODY, "/sign-in", {"who": "person", "login": "13800138000", "password": PASSWORD}
    ),
}
REVIEW = {
    "POST /review/committee/experts/new": Sending(OFFICIAL, "/review/committee/experts/new", AN_EXPERT),
    "POST /review/committee/experts/{expert_id}/pledge": Sending(
        OFFICIAL,
        AN_EXPERT_S_PAGE,
        on("signed_on", in_days(-3)),
        other=on("signed_on", in_days(-2)),
    ),
    "POST /review/committee/experts/{expert_id}/end": Sending(
        OFFICIAL, AN_EXPERT_S_PAGE, {"why": WORD}, other={"why": "本人提出"}
    ),
    "POST /publicity/{token}/objection": Sending(
        EVERYBODY,
        "/publicity/{token}/objection",
        {"text": OBJECTION, "named": "no"},
        other={"text": f"{OBJECTION}另有两项论文署名有误。"},
    ),
    "POST /publicity/results/{results_token}/{release_id}": Sending(
        EVERYBODY,
        "/publicity/results/{results_token}/{release_id}",
        {"text": OBJECTION, "named": "no"},
        other={"text": f"{OBJECTION}另有两项论文署名有误。"},
    ),
    "POST /review/results/plans/{plan}": Sending(
        OFFICIAL,
        "/review/results/plans/{plan}",
        {"telephone": "0575-88880000"},
        other={"telephone": "0575-88881111"},
    ),
    "POST /review/{task_id}/objections/{objection_id}": Sending(
        CLERK,
        "/review/{task_id}/objections/{objection_id}",
        {"result": "dismissed", "answer": "经查阅项目合同和验收材料，公示内容属实。"},
        other={"result": "upheld", "answer": "经查阅项目合同和验收材料，排名有误。"},
        named=OBJECTED,
    ),
    "POST /review/{task_id}/objections/{objection_id}/mobile": Sending(
        CLERK, "/review/{task_id}/objections/{objection_id}", named=OBJECTED, is_repeatable=True
    ),
    "POST /review/{task_id}/decision": Sending(
        CLERK,
        "/review/{task_id}/decision",
        {
            "verdict": "returned",
            "opinion": WORD,
            "signature": "{signature}",
            "attested": "yes",
            "reasons-photo": "photo-quality",
            "text-photo": WORD,
        },
    ),
    "POST /review/{task_id}/publicity/proof": Sending(
        CLERK,
        "/review/{task_id}/publicity/proof",
        {"link": "http://www.example.gov.cn/gs/1.html"},
        other={"link": "http://www.example.gov.cn/gs/2.html"},
        named=OBJECTED,
    ),
    "POST /review/hand-ins": Sending(
        OFFICIAL, "/review/hand-ins", {"numbers": "{check_code}"}, is_repeatable=True
    ),
    "POST /review/hand-ins/{hand_in_id}": Sending(
        OFFICIAL,
        "/review/hand-ins/{hand_in_id}",
        {"copies": "3", "stamped": "employer", **UNTIL},
        other={"copies": "2", "stamped": "hr", **UNTIL},
    ),
    "POST /review/rosters/{plan}": Sending(OFFICIAL, "/review/rosters/{plan}"),
    "POST /review/fees/{plan}": Sending(OFFICIAL, "/review/fees"),
    "POST /review/returns/{candidate_id}": Sending(
        OFFICIAL,
        "/review/returns/{candidate_id}",
        {"reasons-attachments": "attachments-other", "text-attachments": "资格证书扫描件看不清"},
        other={"reasons-attachments": "attachments-other", "text-attachments": "聘任证书扫描件看不清"},
    ),
    "POST /review/batches": Sending(OFFICIAL, "/review/passed", {"tasks": "{passed_id}"}),
    "POST /review/late/{late_id}": Sending(
        OFFICIAL,
        "/review/late/{late_id}?receipt={evidence}",
        {"reason": "经办人员调离，无人接替，已两次书面督促"},
        other={"reason": "机构正在搬迁，一个月内无法办理，已书面说明"},
    ),
    "POST /review/commissions/{plan}": Sending(
        OFFICIAL,
        "/review/commissions/{plan}?receipt={receipt}",
        {"number": "2022-1", **on_day("dated_on", yesterday())},
        other={"number": "2022-2", **on_day("dated_on", yesterday())},
    ),
    "POST /review/{task_id}/integrity": Sending(
        OFFICIAL,
        "/review/{task_id}/integrity?receipt={integrity_receipt}",
        {**DISHONEST, "confirmed": "yes"},
        other={**DISHONEST, "confirmed": "yes", "why": "2022 年申报中提交了伪造的获奖证书。"},
    ),
    "POST /review/re-reviews/{re_review_id}": Sending(
        OFFICIAL,
        "/review/re-reviews/{re_review_id}",
        {"finding": "upheld", "answer": "经复核评审材料和会议记录，评审程序符合规定。", "confirmed": "yes"},
        other={
            "finding": "set_aside",
            "answer": "经复核，一项主要业绩没有提交会议评议。",
            "confirmed": "yes",
        },
    ),
    "POST /review/integrity/{entry_id}/repair": Sending(
        OFFICIAL,
        "/review/integrity/{entry_id}?receipt={integrity_receipt}",
        {"why": "已主动纠正，准予信用修复，文件已核对。"},
        other={"why": "已按决定整改完毕，准予信用修复。"},
    ),
    "POST /review/integrity/{entry_id}/answer": Sending(
        OFFICIAL,
        "/review/integrity/{entry_id}",
        {"result": "dismissed", "answer": "经核对原件，记录的事实属实。"},
        other={"result": "upheld", "answer": "经核对原件，证书确为本人取得。"},
    ),
    "POST /review/integrity/mine/{entry_id}": Sending(
        APPLICANT,
        "/review/integrity/mine/{entry_id}",
        {"text": "证书由本人取得，可向发证机关核实。"},
        other={"text": "证书由本人取得，可以查看原件。"},
    ),
    "POST /review/{task_id}/send": Sending(OFFICIAL, f"{PASSED}/decision", named=PASSED_CASE),
    "POST /review/{task_id}/take-back": Sending(OFFICIAL, f"{PASSED}/decision", named=PASSED_CASE),
    "POST /review/{task_id}/refusal/take-back": Sending(
        OFFICIAL, "/review/{task_id}/decision", named={"task_id": "refused_id"}
    ),
    "POST /review/{task_id}/notes": Sending(
        CLERK, "/review/{task_id}", {"note": WORD}, other={"note": "已电话核实"}
    ),
    "POST /review/{task_id}/notes/{note_id}/take-back": Sending(CLERK, "/review/{task_id}"),
    "POST /review/{task_id}/take": Sending(CLERK, "/review/{task_id}"),
    "POST /review/{task_id}/give-back": Sending(
        CLERK, "/review/{task_id}", before=("POST /review/{task_id}/take",)
    ),
    "POST /review/{task_id}/id-number": Sending(CLERK, "/review/{task_id}", is_repeatable=True),
    "POST /review/{task_id}/findings": Sending(
        CLERK, "/review/{task_id}/findings", {"remark-basic": "已核对"}, other={"remark-basic": "还要再看"}
    ),
}
FORMS = {"archive": ARCHIVE, "declaration": DECLARATION, "documents": DOCUMENTS}
FORMS |= {"identity": IDENTITY, "review": REVIEW}
# What proves itself by a code, a signature or a file, or moves a workflow, is sent twice by tests of its own.
ELSEWHERE = {
    ("archive", "POST /archive/import"): "archive/transfer/test_importing.py",
    ("archive", "POST /archive/import/apply"): "archive/transfer/test_importing.py",
    ("archive", "POST /archive/verification/batch"): "archive/verification/test_verification.py",
    (
        "declaration",
        "POST /declarations/{application_id:uuid}/reopen/{area}",
    ): "declaration/submission/test_again.py",
    (
        "declaration",
        "POST /declarations/{application_id:uuid}/registers/{register}",
    ): "declaration/attachments/test_registers.py",
    (
        "declaration",
        "POST /declarations/{application_id:uuid}/submit",
    ): "declaration/submission/test_submission.py",
    (
        "declaration",
        "POST /declarations/{application_id:uuid}/re-review",
    ): "declaration/progress/test_re_review.py",
    (
        "declaration",
        "POST /declarations/{application_id:uuid}/withdraw",
    ): "declaration/progress/test_record.py",
    (
        "declaration",
        "POST /declarations/{application_id:uuid}/experts/{number:int}/invitation",
    ): "declaration/experts/test_invitations.py",
    ("declaration", "POST /declarations/experts/{token}"): "declaration/experts/test_answering.py",
    ("declaration", "POST /declarations/experts/{token}/number"): "declaration/experts/test_answering.py",
    ("declaration", "POST /declarations/experts/{token}/code"): "declaration/experts/test_answering.py",
    ("documents", "POST /documents/commission-letter.pdf"): "documents/papers/test_commission.py",
    ("documents", "POST /documents/meeting-paper.pdf"): "documents/papers/test_meeting.py",
    ("documents", "POST /documents/opinion"): "documents/signing/test_opinion.py",
    ("documents", "POST /documents/photo/confirm"): "documents/photos/test_photo.py",
    ("documents", "POST /documents/sign/{token}"): "documents/signing/test_signing.py",
    ("documents", "POST /documents/uploads"): "documents/uploads/test_resumable.py",
    ("documents", "POST /documents/uploads/{upload_id}/result"): "documents/uploads/test_resumable.py",
    ("identity", "POST /account/consent"): "identity/accounts/test_consent.py",
    ("identity", "POST /account/correction"): "identity/requests/test_corrections.py",
    ("identity", "POST /account/mobile/code"): "identity/accounts/test_mobile.py",
    ("identity", "POST /account/mobile/show"): "identity/privacy/test_whole_numbers.py",  # writes nothing
    ("identity", "POST /account/registers"): "identity/registers/test_registers.py",
    ("identity", "POST /account/recovery-codes"): "identity/access/test_second_factor.py",
    ("identity", "POST /activate"): "identity/offices/test_officials.py",
    ("identity", "POST /admin/officials/import"): "identity/offices/test_officials_import.py",
    ("identity", "POST /admin/officials/import/apply"): "identity/offices/test_officials_import.py",
    ("identity", "POST /deputies/act"): "identity/offices/test_deputies.py",
    ("identity", "POST /employers/mine/letter"): "identity/requests/test_letter.py",
    ("identity", "POST /recover/password"): "identity/access/test_recovery.py",
    ("identity", "POST /sign-in/code"): "identity/access/test_second_factor.py",
    ("identity", "POST /sign-in/enrol"): "identity/access/test_second_factor.py",
    ("identity", "POST /admin/taken-numbers"): "identity/people/test_taken_numbers.py",
    ("identity", "POST /register/clerk/code"): "identity/requests/test_handing_over.py",
    ("identity", "POST /register/code"): "identity/people/test_register.py",
    ("identity", "POST /register/employer/code"): "identity/employers/test_register_employer.py",
    ("identity", "POST /sign-in/openid/first"): "identity/people/test_openid.py",
    ("identity", "POST /sign-in/openid/first/code"): "identity/people/test_taken_numbers.py",
    ("identity", "POST /sign-in/openid/mine"): "identity/people/test_taken_numbers.py",
    ("operations", "POST /operations/acts"): "operations/test_acts.py",
    ("operations", "POST /operations/acts/{act_id:uuid}/agreement"): "operations/test_acts.py",
    ("payment", "POST /payment/callback/wechat"): "payment/test_callback.py",
    ("payment", "POST /payment/{application_id}"): "payment/test_paying.py",
    ("payment", "POST /payment/{application_id}/check"): "payment/test_paying.py",
    ("payment", "POST /payment/{application_id}/phone"): "payment/test_phone.py",
    ("review", "POST /review/meetings/new"): "review/meetings/test_drawing.py",
    ("review", "POST /review/meetings/{meeting_id}/draw"): "review/meetings/test_drawing.py",
    (
        "review",
        "POST /review/meetings/{meeting_id}/members/{expert_id}/replacement",
    ): "review/meetings/test_drawing.py",
    ("review", "POST /review/meetings/{meeting_id}/links"): "review/meetings/test_voting.py",
    ("review", "POST /review/meetings/{meeting_id}/chair"): "review/meetings/test_voting.py",
    ("review", "POST /review/meetings/{meeting_id}/open"): "review/meetings/test_voting.py",
    ("review", "POST /review/meetings/{meeting_id}/count"): "review/meetings/test_counting.py",
    ("review", "POST /review/meetings/{meeting_id}/interviews"): "review/meetings/test_interviews.py",
    ("review", "POST /review/meetings/{meeting_id}/opinions"): "review/meetings/test_opinions.py",
    (
        "review",
        "POST /review/meetings/{meeting_id}/interviews/outcomes",
    ): "review/meetings/test_interviews.py",
    ("review", "POST /review/meetings/{meeting_id}/results"): "review/meetings/test_concluding.py",
    ("review", "POST /review/ballot/{token}/number"): "review/meetings/test_voting.py",
    ("review", "POST /review/ballot/{token}/code"): "review/meetings/test_voting.py",
    ("review", "POST /review/ballot/{token}/presence"): "review/meetings/test_voting.py",
    ("review", "POST /review/ballot/{token}/votes"): "review/meetings/test_voting.py",
    (
        "review",
        "POST /review/ballot/{token}/cases/{application_id}/recusal",
    ): "review/meetings/test_voting.py",
    ("review", "POST /review/ballot/{token}/end"): "review/meetings/test_voting.py",
    ("review", "POST /review/rosters/{roster_id}/check"): "review/rosters/test_checking.py",
    ("review", "POST /review/committee/import"): "review/committee/test_importing.py",
    ("review", "POST /review/committee/import/apply"): "review/committee/test_importing.py",
    ("review", "POST /review/{task_id}/publicity"): "review/publicity/test_publicity.py",
    ("review", "POST /review/{task_id}/publicity/result"): "review/publicity/test_publicity.py",
}
