"""What a browser looks at closely: every page of `table.py`, shown otherwise, too, and after its buttons.

A route that answers with no page stands in NO_PAGE with what it answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.access.forms import FORMS
from tests.access.table import ADMIN, APPLICANT, CLERK, EVERYBODY, OFFICIAL, ROUTES, Row

A_FILE, A_PICTURE, DATA, ELSEWHERE = "a file", "a picture", "data for programs", "leads elsewhere at once"
NO_PAGE: Mapping[str, str] = {
    "GET /.well-known/jwks.json": DATA,
    "GET /account/correction/upload": ELSEWHERE,
    "GET /account/data/account.json": DATA,
    "GET /admin/employers/{employer_id}/letters/{letter_id}": ELSEWHERE,
    "GET /admin/officials/import/sample.csv": A_FILE,
    "GET /admin/requests/{request_id}/paper": ELSEWHERE,
    "GET /archive/export": A_FILE,
    "GET /archive/export.json": DATA,
    "GET /archive/files/{file_id}": ELSEWHERE,
    "GET /declarations/{application_id:uuid}/after/{step}": ELSEWHERE,
    "GET /declarations/{application_id:uuid}/review-form.pdf": A_FILE,
    "GET /declarations/{application_id:uuid}/reopen/{area}": "leads on: nothing of a draft is closed",
    "GET /declarations/{application_id:uuid}/bag-cover": ELSEWHERE,
    "GET /declarations/{application_id:uuid}/pledge": ELSEWHERE,
    "GET /declarations/{application_id:uuid}/experts/paper": ELSEWHERE,
    "GET /declarations/{application_id:uuid}/registers/{register}": ELSEWHERE,
    "GET /documents/authorisation-letter.pdf": A_FILE,
    "GET /documents/export": A_FILE,
    "GET /documents/expert-opinions.pdf": A_FILE,
    "GET /documents/bag-cover.pdf": A_FILE,
    "GET /documents/files/{file_id}": A_FILE,
    "GET /documents/files/{file_id}/pages/{page}.png": A_PICTURE,
    "GET /documents/photo/{photo_id}.jpg": A_PICTURE,
    "GET /documents/pledge.pdf": A_FILE,
    "GET /documents/pledges.json": DATA,
    "GET /documents/verify/{application_id}/{code}": ELSEWHERE,
    "GET /employers/mine/letter/download": ELSEWHERE,
    "GET /employers/mine/letter/upload": ELSEWHERE,
    "GET /employers/mine/letter/uploaded": ELSEWHERE,
    "GET /employers/mine/letters/{letter_id}": ELSEWHERE,
    "GET /publicity/{token}/sheet.pdf": A_FILE,
    "GET /publicity/objections/{code}/files": ELSEWHERE,
    "GET /review/batches/{batch_id}/result.csv": A_FILE,
    "GET /review/committee/import/sample.csv": A_FILE,
    "GET /publicity/draws/{meeting_id}": DATA,
    "GET /review/meetings/{meeting_id}/votes.csv": A_FILE,
    "GET /review/reasons.csv": A_FILE,
    "GET /review/rosters/{roster_id}/roster.xlsx": A_FILE,
    "GET /review/commissions/{plan}/scan": ELSEWHERE,
    "GET /declarations/{application_id:uuid}/re-review": ELSEWHERE,
    "GET /review/re-reviews/{re_review_id}/files/{file_id}": ELSEWHERE,
    "GET /review/integrity/mine/{entry_id}/upload": ELSEWHERE,
    "GET /review/integrity/mine/{entry_id}/files/{file_id}": ELSEWHERE,
    "GET /review/integrity/{entry_id}/upload": ELSEWHERE,
    "GET /review/integrity/{entry_id}/files/{file_id}": ELSEWHERE,
    "GET /review/{task_id}/integrity/upload": ELSEWHERE,
    "GET /review/commissions/{plan}/upload": ELSEWHERE,
    "GET /review/{task_id}/commissions/{file_id}": ELSEWHERE,
    "GET /review/{task_id}/substitutions/{file_id}": ELSEWHERE,
    "GET /review/late/{late_id}/upload": ELSEWHERE,
    "GET /review/{task_id}/objections/{objection_id}/files/{file_id}": ELSEWHERE,
    "GET /review/{task_id}/publicity/proofs/{file_id}": ELSEWHERE,
    "GET /review/{task_id}/files/{file_id}": ELSEWHERE,
    "GET /review/{task_id}/files/{file_id}/pages/{page}.png": ELSEWHERE,
    "GET /review/{task_id}/photo.jpg": A_PICTURE,
    "GET /review/{task_id}/pledge.pdf": A_FILE,
    "GET /review/{task_id}/publicity-sheet.pdf": A_FILE,
    "GET /sign-in/code": ELSEWHERE,
    "GET /sign-in/enrol": ELSEWHERE,
    "GET /sign-in/openid": ELSEWHERE,
    "GET /sign-in/renewed": ELSEWHERE,
    "GET /sign-in/openid/first": ELSEWHERE,
    "GET /sign-in/openid/mine": ELSEWHERE,
}
ANSWERED = frozenset({200, 409, 422, 429})


@dataclass(frozen=True)
class Look:
    """One page as somebody sees it; `pressed` is the form on it that is sent with nothing typed."""

    service: str
    who: str
    address: str
    statuses: frozenset[int] = frozenset({200})
    pressed: str = ""
    says: str = ""
    named: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """The name of its test."""
        return f"{self.service}-{self.who}-{self.pressed or self.address}-{self.says}".removesuffix("-")


MERGER = "/admin/employers/{employer_id}/merger"
OTHERWISE = (
    Look("identity", EVERYBODY, "/nowhere", frozenset({404})),
    Look("documents", EVERYBODY, "/documents/verify/0123456789abcdef", frozenset({404})),
    Look("documents", EVERYBODY, "/documents/verify?code=1234", says="没有查到这个校验码"),
    Look("declaration", EVERYBODY, "/declarations/receipts/0123456789abcdef", frozenset({404})),
    Look("declaration", EVERYBODY, "/declarations/receipts?code=1234", says="没有查到这个校验码"),
    Look("identity", EVERYBODY, "/sign-in?who=office"),
    Look("identity", EVERYBODY, "/sign-in?who=employer"),
    Look("identity", EVERYBODY, "/register/employer?city=shaoxing"),
    Look("identity", ADMIN, "/admin/employers?status=approved"),
    Look(
        "identity",
        ADMIN,
        "/admin/employers/{employer_id}/merger?successor=无此单位",
        frozenset({422}),
        says="信用代码",
    ),
    Look("identity", ADMIN, "/admin/officials/{official_id}", says="任职记录"),
    Look("notification", ADMIN, "/messages", says="12333"),
    Look("identity", APPLICANT, "/account", pressed="POST /account/mobile/show"),
    Look("identity", ADMIN, "/admin/officials?office=shaoxing/ecology"),
    Look("archive", CLERK, "/archive/verification?words=无此人"),
    Look("declaration", APPLICANT, "/declarations/{application_id}/assessment/project", says="不计分"),
    Look("declaration", APPLICANT, "/declarations/{application_id}/assessment/counts", says="监测上岗证"),
    Look("review", CLERK, "/review?state=done"),
    Look("review", CLERK, "/review/{refused_id}/decision", says="还没有告知任何人"),
    Look("review", CLERK, "/review/{refused_id}", says="还没有告知任何人"),
    Look("review", CLERK, "/review/{objected_id}/objections", says="待核查"),
    Look("review", OFFICIAL, "/review/{task_id}/integrity?receipt={integrity_receipt}", says="第二步"),
    Look("review", OFFICIAL, "/review/integrity/{entry_id}?receipt={integrity_receipt}", says="提前结束记录"),
    Look("review", CLERK, "/review/{objected_id}/publicity", says="1 件待核查"),
    Look("review", EVERYBODY, "/publicity/objections?code=1234", says="没有查到这件异议"),
)


def looks() -> list[Look]:
    """All of them."""
    return [*_shown(), *OTHERWISE, *_pressed()]


def _shown() -> list[Look]:
    return [
        Look(service, _owner(row), path + row.query, frozenset({200, row.also}))
        for service, method, path, row in ROUTES
        if method == "GET" and f"{method} {path}" not in NO_PAGE
    ]


def _owner(row: Row) -> str:
    return row.who.split(", ")[0]


def _pressed() -> list[Look]:
    """Every form's page as it comes back to somebody who presses the button at once."""
    return [
        Look(service, sending.who, sending.page, ANSWERED, pressed=route, named=sending.named)
        for service, rows in FORMS.items()
        for route, sending in rows.items()
        if sending.page and not sending.before
    ]
