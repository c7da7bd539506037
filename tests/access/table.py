"""Who may use which route, and which object it checks: a row for every route.

A new route needs one line here, under its service: `"GET /path/{id}": Row("role, role", Check.…)`.
The people and objects that the routes are tried with live in `tests/access/places/<service>.py`; a new
name in braces needs an object there. `form` is what is sent, with the same names in braces; without one an
empty form is sent, which a route answers with its page (422). `query` follows the address in the same way.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

BRACES = re.compile(r"\{(\w+)(?::\w+)?\}")  # {task_id}, {application_id:uuid}


class Check(StrEnum):
    """What a route asks before it answers somebody of the right role."""

    NONE = "nothing: it is for everybody, or says the same to everybody of the role"
    SELF = "no object in the address: it shows and changes only what is the signed-in person's own"
    OWN = "the object in the address is the person's own, their office's, or of their own city"
    TOKEN = "the caller proves it by a code, a signature or a grant"


@dataclass(frozen=True)
class Row:
    """One route. `also` is how else somebody who may is answered, when there is nothing to answer with.

    `is_whole` is one whose purpose is to show a number that others mask.
    """

    who: str
    check: Check
    form: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    also: int = 200
    is_whole: bool = False


EVERYBODY = "everybody"
APPLICANT, CLERK, OFFICIAL, ADMIN = "applicant", "clerk", "official", "admin"
OPERATOR = "operator"
OFFICES = "clerk, official"
HOLDERS = "applicant, clerk, official"
PEOPLE = "applicant, clerk, official, admin"
EACH = f"{PEOPLE}, {OPERATOR}"  # with an account
ASSIGNED = "official, admin, operator"

ARCHIVE = {
    "GET /archive": Row(APPLICANT, Check.SELF),
    "GET /archive/basic": Row(APPLICANT, Check.SELF),
    "POST /archive/basic": Row(APPLICANT, Check.SELF),
    "GET /archive/employer": Row(APPLICANT, Check.SELF),
    "POST /archive/employer": Row(APPLICANT, Check.SELF, {"employer_id": "{employer_id}"}),
    "GET /archive/export": Row(APPLICANT, Check.SELF),
    "GET /archive/export.json": Row(APPLICANT, Check.SELF),
    "GET /archive/extraction/{plan_id}": Row(APPLICANT, Check.SELF),
    "POST /archive/extraction/{plan_id}": Row(APPLICANT, Check.SELF),
    "GET /archive/files/{file_id}": Row("applicant, clerk", Check.OWN),
    "GET /archive/import": Row(APPLICANT, Check.SELF),
    "POST /archive/import": Row(APPLICANT, Check.SELF),
    "POST /archive/import/apply": Row(APPLICANT, Check.SELF),
    "GET /archive/records": Row(APPLICANT, Check.SELF),
    "GET /archive/records/new": Row(APPLICANT, Check.SELF),
    "GET /archive/records/new/{code}": Row(APPLICANT, Check.SELF),
    "GET /archive/records/{item_id}": Row(APPLICANT, Check.OWN),
    "POST /archive/records/{item_id}": Row(APPLICANT, Check.OWN, {"kind": "paper"}),
    "POST /archive/records/{item_id}/delete": Row(APPLICANT, Check.OWN),
    "POST /archive/records/{item_id}/restore": Row(APPLICANT, Check.OWN),
    "GET /archive/submission": Row(APPLICANT, Check.SELF),
    "POST /archive/submission": Row(APPLICANT, Check.SELF),
    "GET /archive/verification": Row(CLERK, Check.SELF),
    "GET /archive/verification/batch": Row(CLERK, Check.SELF),
    "POST /archive/verification/batch": Row(CLERK, Check.SELF, {"batch": "{act}"}, also=404),
    "GET /archive/verification/decided": Row(CLERK, Check.SELF),
    "GET /archive/verification/{person_id}": Row(CLERK, Check.OWN),
    "POST /archive/verification/{person_id}": Row(CLERK, Check.OWN, {"act": "{act}"}),
}
DECLARATION = {
    "GET /declarations": Row(APPLICANT, Check.SELF),
    "GET /declarations/receipts": Row(EVERYBODY, Check.NONE),
    "GET /declarations/receipts/{code}": Row(EVERYBODY, Check.TOKEN),
    "GET /declarations/{application_id:uuid}": Row(APPLICANT, Check.OWN),
    "GET /declarations/{application_id:uuid}/after/{step}": Row(APPLICANT, Check.OWN),
    "GET /declarations/{application_id:uuid}/assessment": Row(APPLICANT, Check.OWN),
    "GET /declarations/{application_id:uuid}/assessment/{part}": Row(APPLICANT, Check.OWN),
    "POST /declarations/{application_id:uuid}/assessment/{part}": Row(APPLICANT, Check.OWN),
    "GET /declarations/{application_id:uuid}/experts": Row(APPLICANT, Check.OWN),
    "POST /declarations/{application_id:uuid}/experts": Row(APPLICANT, Check.OWN),
    "GET /declarations/{application_id:uuid}/experts/paper": Row(APPLICANT, Check.OWN),
    "GET /declarations/{application_id:uuid}/experts/{number:int}/invitation": Row(APPLICANT, Check.OWN),
    "POST /declarations/{application_id:uuid}/experts/{number:int}/invitation": Row(APPLICANT, Check.OWN),
    "POST /declarations/{application_id:uuid}/experts/{number:int}/invitation/again": Row(
        APPLICANT, Check.OWN, also=404
    ),
    "POST /declarations/{application_id:uuid}/experts/{number:int}/invitation/withdraw": Row(
        APPLICANT, Check.OWN
    ),
    "GET /declarations/experts/{token}": Row(EVERYBODY, Check.TOKEN, also=410),
    "POST /declarations/experts/{token}": Row(EVERYBODY, Check.TOKEN, also=410),
    "POST /declarations/experts/{token}/number": Row(EVERYBODY, Check.TOKEN, also=410),
    "POST /declarations/experts/{token}/code": Row(EVERYBODY, Check.TOKEN, also=410),
    "GET /declarations/{application_id:uuid}/attachments": Row(APPLICANT, Check.OWN),
    "POST /declarations/{application_id:uuid}/attachments": Row(
        APPLICANT, Check.OWN, {"public_post": "no", "insured_elsewhere": "no"}
    ),
    "GET /declarations/{application_id:uuid}/attachments/{attachment}": Row(APPLICANT, Check.OWN),
    "POST /declarations/{application_id:uuid}/attachments/{attachment}": Row(APPLICANT, Check.OWN),
    "GET /declarations/{application_id:uuid}/registers/{register}": Row(APPLICANT, Check.OWN),
    "POST /declarations/{application_id:uuid}/registers/{register}": Row(
        APPLICANT, Check.OWN, {"is_right": "no"}
    ),
    "GET /declarations/{application_id:uuid}/form": Row(APPLICANT, Check.OWN),
    "POST /declarations/{application_id:uuid}/form": Row(APPLICANT, Check.OWN),
    "GET /declarations/{application_id:uuid}/pledge": Row(APPLICANT, Check.OWN),
    "GET /declarations/{application_id:uuid}/preview": Row(APPLICANT, Check.OWN),
    "GET /declarations/{application_id:uuid}/bag-cover": Row(APPLICANT, Check.OWN, also=404),
    "GET /declarations/{application_id:uuid}/review-form.pdf": Row(APPLICANT, Check.OWN, also=404),
    "POST /declarations/{application_id:uuid}/submit": Row(APPLICANT, Check.OWN),
    "GET /declarations/{application_id:uuid}/reopen/{area}": Row(APPLICANT, Check.OWN),
    "POST /declarations/{application_id:uuid}/reopen/{area}": Row(
        APPLICANT, Check.OWN, {"reason": "证件照不是本人近照"}
    ),
    "GET /declarations/{application_id:uuid}/submitted": Row(APPLICANT, Check.OWN, also=404),
    "GET /declarations/{application_id:uuid}/re-review": Row(APPLICANT, Check.OWN),
    "POST /declarations/{application_id:uuid}/re-review": Row(APPLICANT, Check.OWN),
    "GET /declarations/{application_id:uuid}/withdraw": Row(APPLICANT, Check.OWN),
    "POST /declarations/{application_id:uuid}/withdraw": Row(APPLICANT, Check.OWN),
    "GET /acceptance-points": Row(EVERYBODY, Check.NONE),
    "GET /home": Row(APPLICANT, Check.SELF),
    "GET /plans": Row(EVERYBODY, Check.NONE),
    "GET /plans/{plan_id}": Row(EVERYBODY, Check.NONE),
    "POST /plans/{plan_id}/start": Row(APPLICANT, Check.SELF),
}
DOCUMENTS = {
    "GET /documents/files": Row(PEOPLE, Check.SELF),
    "GET /documents/files/{file_id}": Row(PEOPLE, Check.OWN),
    "GET /documents/files/{file_id}/pages/{page}.png": Row(PEOPLE, Check.OWN),
    "POST /documents/files/{file_id}/remove": Row(PEOPLE, Check.OWN),
    "GET /documents/files/{file_id}/view": Row(PEOPLE, Check.OWN),
    "GET /documents/upload": Row(PEOPLE, Check.OWN, query="?grant={grant}"),
    "POST /documents/upload": Row(PEOPLE, Check.OWN, query="?grant={grant}"),
    "GET /documents/upload/open": Row(EVERYBODY, Check.TOKEN, query="?grant={open_grant}"),
    "POST /documents/upload/open": Row(EVERYBODY, Check.TOKEN, query="?grant={open_grant}"),
    "OPTIONS /documents/uploads": Row(PEOPLE, Check.NONE, also=204),
    "POST /documents/uploads": Row(PEOPLE, Check.SELF, also=412),  # not by a program that speaks tus
    "HEAD /documents/uploads/{upload_id}": Row(PEOPLE, Check.OWN, also=412),
    "PATCH /documents/uploads/{upload_id}": Row(PEOPLE, Check.OWN, also=412),
    "DELETE /documents/uploads/{upload_id}": Row(PEOPLE, Check.OWN, also=412),
    "POST /documents/uploads/{upload_id}/result": Row(PEOPLE, Check.OWN),
    "GET /documents/export": Row(PEOPLE, Check.SELF),
    "GET /documents/authorisation-letter.pdf": Row(CLERK, Check.OWN, query="?grant={letter}"),
    "POST /documents/commission-letter.pdf": Row(
        OFFICIAL, Check.SELF, {"facts": "{facts}", "people": "{people}"}
    ),
    "POST /documents/meeting-paper.pdf": Row(
        OFFICIAL, Check.SELF, {"paper": "minutes", "facts": "{meeting}", "lists": "{lists}"}
    ),
    "GET /documents/bag-cover.pdf": Row(APPLICANT, Check.OWN, query="?grant={cover}"),
    "GET /documents/expert-opinions.pdf": Row(APPLICANT, Check.OWN, query="?grant={opinions}"),
    "GET /documents/photo": Row(APPLICANT, Check.SELF),
    "POST /documents/photo": Row(APPLICANT, Check.SELF),
    "POST /documents/photo/confirm": Row(APPLICANT, Check.SELF, {"photo_id": "{photo_id}"}),
    "GET /documents/photo/{photo_id}.jpg": Row(APPLICANT, Check.OWN),
    "GET /documents/opinion": Row(EVERYBODY, Check.TOKEN, query="?grant={opinion}", also=403),
    "POST /documents/opinion": Row(EVERYBODY, Check.TOKEN, query="?grant={opinion}", also=403),
    "GET /documents/pledge": Row(APPLICANT, Check.OWN, query="?grant={pledge}"),
    "POST /documents/pledge": Row(APPLICANT, Check.OWN, query="?grant={pledge}"),
    "GET /documents/pledges.json": Row(APPLICANT, Check.SELF),
    "GET /documents/pledge.pdf": Row(APPLICANT, Check.OWN, query="?grant={pledge}", also=404),
    "GET /documents/sign/{token}": Row(EVERYBODY, Check.TOKEN, also=410),  # another browser than the first
    "POST /documents/sign/{token}": Row(EVERYBODY, Check.TOKEN, {"strokes": "[]"}, also=410),
    "GET /documents/verify": Row(EVERYBODY, Check.NONE),
    "GET /documents/verify/{code}": Row(EVERYBODY, Check.TOKEN),
    "GET /documents/verify/{application_id}/{code}": Row(EVERYBODY, Check.TOKEN),
}
IDENTITY = {
    "GET /": Row(EVERYBODY, Check.SELF),
    "GET /.well-known/jwks.json": Row(EVERYBODY, Check.NONE),
    "GET /account/access": Row(EACH, Check.SELF),
    "GET /account/data": Row(EACH, Check.NONE),
    "GET /account/data/account.json": Row(EACH, Check.SELF),
    "GET /account": Row(EACH, Check.SELF),
    "GET /account/recovery-codes": Row(ASSIGNED, Check.SELF),
    "POST /account/recovery-codes": Row(ASSIGNED, Check.SELF),
    "GET /account/consent": Row(EACH, Check.NONE),
    "POST /account/consent": Row(EACH, Check.SELF),
    "GET /account/consent/newer": Row(EACH, Check.SELF),
    "POST /account/registers": Row(APPLICANT, Check.OWN, {"question": "{question}"}),
    "GET /account/messages": Row(OFFICES, Check.SELF),
    "POST /account/messages": Row(OFFICES, Check.SELF),
    "POST /account/password": Row(EACH, Check.SELF),
    "GET /account/mobile": Row(HOLDERS, Check.SELF),
    "POST /account/mobile": Row(HOLDERS, Check.SELF),
    "GET /account/mobile/code": Row(HOLDERS, Check.SELF),
    "POST /account/mobile/code": Row(HOLDERS, Check.SELF),
    "POST /account/mobile/show": Row(HOLDERS, Check.SELF, is_whole=True),
    "GET /account/correction": Row(APPLICANT, Check.SELF),
    "GET /account/correction/upload": Row(APPLICANT, Check.SELF),
    "POST /account/correction": Row(APPLICANT, Check.SELF),
    "POST /admin/mobiles/{holder_id}": Row(ADMIN, Check.OWN, is_whole=True),
    "POST /employers/mine/clerks/{clerkship_id}/mobile": Row(CLERK, Check.OWN, is_whole=True),
    "GET /account/erasure": Row(APPLICANT, Check.SELF),
    "POST /account/erasure": Row(APPLICANT, Check.SELF),
    "POST /account/erasure/withdraw": Row(APPLICANT, Check.SELF, also=404),
    "GET /activate": Row(EVERYBODY, Check.NONE),
    "POST /activate": Row(EVERYBODY, Check.TOKEN),
    "GET /admin/employers": Row(ADMIN, Check.SELF),
    "GET /admin/employers/{employer_id}": Row(ADMIN, Check.OWN),
    "GET /admin/employers/{employer_id}/letters/{letter_id}": Row(ADMIN, Check.OWN),
    "GET /admin/employers/{employer_id}/merger": Row(ADMIN, Check.OWN),
    "POST /admin/employers/{employer_id}/merger": Row(ADMIN, Check.OWN),
    "GET /admin/employers/{employer_id}/suspension": Row(ADMIN, Check.OWN),
    "POST /admin/employers/{employer_id}/suspension": Row(ADMIN, Check.OWN),
    "POST /admin/employers/{employer_id}/resumption": Row(ADMIN, Check.OWN),
    "POST /admin/employers/{employer_id}/move": Row(ADMIN, Check.OWN),
    "POST /admin/employers/{employer_id}/rename": Row(ADMIN, Check.OWN),
    "GET /employers/invite": Row(APPLICANT, Check.SELF),
    "POST /employers/invite": Row(APPLICANT, Check.SELF),
    "GET /admin/requests": Row(ADMIN, Check.SELF),
    "GET /admin/requests/{request_id}": Row(ADMIN, Check.OWN),
    "GET /admin/requests/{request_id}/paper": Row(ADMIN, Check.OWN),
    "POST /admin/requests/{request_id}/id-number": Row(ADMIN, Check.OWN, is_whole=True),
    "POST /admin/requests/{request_id}/approve": Row(ADMIN, Check.OWN),
    "POST /admin/requests/{request_id}/refuse": Row(ADMIN, Check.OWN),
    "GET /admin/officials": Row(ADMIN, Check.SELF),
    "GET /admin/officials/import": Row(ADMIN, Check.NONE),
    "POST /admin/officials/import": Row(ADMIN, Check.SELF),
    "POST /admin/officials/import/apply": Row(ADMIN, Check.SELF),
    "GET /admin/officials/import/sample.csv": Row(ADMIN, Check.NONE),
    "GET /admin/officials/new": Row(ADMIN, Check.NONE),
    "POST /admin/officials/new": Row(ADMIN, Check.SELF),
    "GET /admin/officials/{official_id}": Row(ADMIN, Check.OWN),
    "POST /admin/officials/{official_id}/code": Row(ADMIN, Check.OWN),
    "GET /admin/officials/{official_id}/deputies": Row(ADMIN, Check.OWN),
    "POST /admin/officials/{official_id}/deputies": Row(ADMIN, Check.OWN),
    "POST /admin/officials/{official_id}/deputies/{deputy_id}/end": Row(ADMIN, Check.OWN),
    "POST /admin/officials/{official_id}/end": Row(ADMIN, Check.OWN),
    "POST /admin/officials/{official_id}/id-number": Row(ADMIN, Check.OWN),
    "POST /admin/officials/{official_id}/post": Row(ADMIN, Check.OWN),
    "POST /admin/officials/{official_id}/second-factor": Row(ADMIN, Check.OWN),
    "GET /admin/taken-numbers": Row(ADMIN, Check.NONE),
    "POST /admin/taken-numbers": Row(ADMIN, Check.SELF),
    "GET /deputies": Row(OFFICIAL, Check.SELF),
    "POST /deputies": Row(OFFICIAL, Check.SELF),
    "POST /deputies/act": Row(OFFICIAL, Check.SELF, also=404),
    "POST /deputies/{deputy_id}/end": Row(OFFICIAL, Check.OWN),
    "POST /employers/requests/{request_id}/withdraw": Row(CLERK, Check.OWN, also=404),
    "GET /employers/mine": Row(CLERK, Check.SELF),
    "GET /employers/mine/changes": Row(CLERK, Check.SELF),
    "POST /employers/mine/changes/move": Row(CLERK, Check.SELF),
    "POST /employers/mine/changes/rename": Row(CLERK, Check.SELF),
    "GET /employers/mine/clerks": Row(CLERK, Check.SELF),
    "POST /employers/mine/clerks": Row(CLERK, Check.SELF),
    "POST /employers/mine/clerks/{clerkship_id}/code": Row(CLERK, Check.OWN),
    "POST /employers/mine/clerks/{clerkship_id}/end": Row(CLERK, Check.OWN),
    "GET /employers/mine/mend": Row(CLERK, Check.SELF),
    "POST /employers/mine/mend": Row(CLERK, Check.SELF),
    "GET /recover": Row(EVERYBODY, Check.NONE),
    "POST /recover": Row(EVERYBODY, Check.TOKEN),
    "POST /recover/password": Row(EVERYBODY, Check.TOKEN, also=403),
    "GET /employers/mine/letter": Row(CLERK, Check.SELF),
    "POST /employers/mine/letter": Row(CLERK, Check.SELF),
    "GET /employers/mine/letter/download": Row(CLERK, Check.SELF),
    "GET /employers/mine/letter/upload": Row(CLERK, Check.SELF),
    "GET /employers/mine/letter/uploaded": Row(CLERK, Check.TOKEN),
    "GET /employers/mine/letters/{letter_id}": Row(CLERK, Check.OWN),
    "GET /privacy": Row(EVERYBODY, Check.NONE),
    "GET /register": Row(EVERYBODY, Check.NONE),
    "POST /register": Row(EVERYBODY, Check.TOKEN),
    "POST /register/code": Row(EVERYBODY, Check.TOKEN, also=403),
    "GET /register/clerk": Row(EVERYBODY, Check.NONE),
    "POST /register/clerk": Row(EVERYBODY, Check.TOKEN),
    "POST /register/clerk/code": Row(EVERYBODY, Check.TOKEN, also=403),
    "GET /register/employer": Row(EVERYBODY, Check.NONE),
    "POST /register/employer": Row(EVERYBODY, Check.TOKEN),
    "POST /register/employer/code": Row(EVERYBODY, Check.TOKEN, also=403),
    "GET /sign-in": Row(EVERYBODY, Check.NONE),
    "POST /sign-in": Row(EVERYBODY, Check.TOKEN),
    "GET /sign-in/code": Row(EVERYBODY, Check.TOKEN, also=303),
    "POST /sign-in/code": Row(EVERYBODY, Check.TOKEN, also=303),
    "GET /sign-in/enrol": Row(EVERYBODY, Check.TOKEN, also=303),
    "POST /sign-in/enrol": Row(EVERYBODY, Check.TOKEN, also=303),
    "GET /account/session": Row(EACH, Check.SELF),
    "POST /account/session": Row(EACH, Check.SELF, also=303),
    "GET /sign-in/renewed": Row(EVERYBODY, Check.SELF, also=303),
    "GET /sign-in/openid": Row(EVERYBODY, Check.NONE, also=503),
    "GET /sign-in/openid/first": Row(EVERYBODY, Check.TOKEN, also=303),
    "POST /sign-in/openid/first": Row(EVERYBODY, Check.TOKEN, also=303),
    "POST /sign-in/openid/first/code": Row(EVERYBODY, Check.TOKEN, also=303),
    "GET /sign-in/openid/mine": Row(EVERYBODY, Check.TOKEN, also=303),
    "POST /sign-in/openid/mine": Row(EVERYBODY, Check.TOKEN, also=303),
    "GET /sign-in/openid/return": Row(EVERYBODY, Check.TOKEN, also=403),
    # Late, because it ends the sessions with which others are tried.
    "POST /account/sign-out-everywhere": Row(EACH, Check.NONE, also=303),
    "POST /sign-out": Row(EVERYBODY, Check.SELF),
}
NOTIFICATION = {
    "GET /messages": Row(ADMIN, Check.SELF),
}
OPERATIONS = {
    "GET /operations": Row(OPERATOR, Check.SELF),
    "GET /operations/findings": Row(OPERATOR, Check.OWN, query="?kind=retrying&city={city}"),
    "GET /operations/cases/{case_id:uuid}": Row(OPERATOR, Check.OWN),
    "GET /operations/acts": Row(OPERATOR, Check.SELF),
    "GET /operations/acts/new": Row(OPERATOR, Check.OWN, query="?kind=retrying&city={city}&case={case_id}"),
    "GET /operations/acts/{act_id:uuid}": Row(OPERATOR, Check.OWN),
    "POST /operations/acts": Row(
        OPERATOR,
        Check.SELF,
        {"form_id": "{form_id}", "kind": "retrying", "city": "{city}", "case": "{case_id}"},
    ),
    "POST /operations/acts/{act_id:uuid}/agreement": Row(OPERATOR, Check.OWN, {"word": "agree"}),
}
PAYMENT = {
    "POST /payment/callback/wechat": Row(EVERYBODY, Check.TOKEN, also=401),
    "GET /payment/{application_id}": Row(APPLICANT, Check.OWN),
    "POST /payment/{application_id}": Row(APPLICANT, Check.OWN),
    "POST /payment/{application_id}/check": Row(APPLICANT, Check.OWN),
    "POST /payment/{application_id}/phone": Row(APPLICANT, Check.OWN),
    "GET /payment/{application_id}/code": Row(APPLICANT, Check.OWN),
}
REVIEW = {
    "GET /publicity": Row(EVERYBODY, Check.NONE),
    "GET /publicity/{token}": Row(EVERYBODY, Check.TOKEN),
    "GET /publicity/objections": Row(EVERYBODY, Check.NONE),
    "GET /publicity/objections/{code}": Row(EVERYBODY, Check.TOKEN),
    "GET /publicity/objections/{code}/files": Row(EVERYBODY, Check.TOKEN),
    "GET /publicity/{token}/objection": Row(EVERYBODY, Check.TOKEN),
    "POST /publicity/{token}/objection": Row(EVERYBODY, Check.TOKEN),
    "GET /publicity/results/{results_token}": Row(EVERYBODY, Check.TOKEN),
    "GET /publicity/results/{results_token}/{release_id}": Row(EVERYBODY, Check.TOKEN),
    "POST /publicity/results/{results_token}/{release_id}": Row(EVERYBODY, Check.TOKEN),
    "GET /publicity/{token}/sheet.pdf": Row(EVERYBODY, Check.TOKEN),
    "GET /review": Row(OFFICES, Check.SELF),
    "GET /review/reasons": Row(OFFICIAL, Check.SELF),
    "GET /review/fees": Row(OFFICIAL, Check.SELF),
    "POST /review/fees/{plan}": Row(OFFICIAL, Check.OWN),
    "GET /review/reasons.csv": Row(OFFICIAL, Check.SELF, also=404),
    "GET /review/committee/experts": Row(OFFICIAL, Check.SELF, also=404),
    "GET /review/committee/experts/new": Row(OFFICIAL, Check.SELF, also=404),
    "POST /review/committee/experts/new": Row(OFFICIAL, Check.SELF, also=404),
    "GET /review/committee/experts/{expert_id}": Row(OFFICIAL, Check.OWN),
    "POST /review/committee/experts/{expert_id}/pledge": Row(OFFICIAL, Check.OWN),
    "POST /review/committee/experts/{expert_id}/end": Row(OFFICIAL, Check.OWN),
    "GET /review/committee/import": Row(OFFICIAL, Check.SELF, also=404),
    "POST /review/committee/import": Row(OFFICIAL, Check.SELF, also=404),
    "POST /review/committee/import/apply": Row(OFFICIAL, Check.SELF, also=404),
    "GET /review/committee/import/sample.csv": Row(OFFICIAL, Check.NONE),
    "GET /review/meetings": Row(OFFICIAL, Check.SELF, also=404),
    "GET /review/meetings/new": Row(OFFICIAL, Check.SELF, also=404),
    "POST /review/meetings/new": Row(OFFICIAL, Check.SELF, also=404),
    "GET /review/meetings/{meeting_id}": Row(OFFICIAL, Check.OWN),
    "POST /review/meetings/{meeting_id}/draw": Row(OFFICIAL, Check.OWN),
    "GET /review/meetings/{meeting_id}/members/{expert_id}/replacement": Row(OFFICIAL, Check.OWN, also=404),
    "POST /review/meetings/{meeting_id}/members/{expert_id}/replacement": Row(OFFICIAL, Check.OWN, also=404),
    "GET /review/meetings/{meeting_id}/voting": Row(OFFICIAL, Check.OWN, also=409),
    "POST /review/meetings/{meeting_id}/links": Row(OFFICIAL, Check.OWN, also=409),
    "POST /review/meetings/{meeting_id}/chair": Row(OFFICIAL, Check.OWN, also=409),
    "POST /review/meetings/{meeting_id}/open": Row(OFFICIAL, Check.OWN, also=409),
    "GET /review/meetings/{meeting_id}/results": Row(OFFICIAL, Check.OWN, also=404),
    "POST /review/meetings/{meeting_id}/results": Row(OFFICIAL, Check.OWN, also=404),
    "GET /review/meetings/{meeting_id}/count": Row(OFFICIAL, Check.OWN, also=404),
    "POST /review/meetings/{meeting_id}/count": Row(OFFICIAL, Check.OWN, also=404),
    "GET /review/meetings/{meeting_id}/opinions": Row(OFFICIAL, Check.OWN, also=409),
    "POST /review/meetings/{meeting_id}/opinions": Row(OFFICIAL, Check.OWN, also=409),
    "GET /review/meetings/{meeting_id}/interviews": Row(OFFICIAL, Check.OWN),
    "POST /review/meetings/{meeting_id}/interviews": Row(OFFICIAL, Check.OWN, also=409),
    "POST /review/meetings/{meeting_id}/interviews/outcomes": Row(OFFICIAL, Check.OWN),
    "GET /review/meetings/{meeting_id}/papers": Row(OFFICIAL, Check.OWN, also=404),
    "GET /review/meetings/{meeting_id}/votes.csv": Row(OFFICIAL, Check.OWN, also=404),
    "GET /review/ballot/{token}": Row(EVERYBODY, Check.TOKEN, also=404),
    "POST /review/ballot/{token}/number": Row(EVERYBODY, Check.TOKEN, also=404),
    "POST /review/ballot/{token}/code": Row(EVERYBODY, Check.TOKEN, also=404),
    "POST /review/ballot/{token}/presence": Row(EVERYBODY, Check.TOKEN, also=404),
    "POST /review/ballot/{token}/votes": Row(EVERYBODY, Check.TOKEN, also=404),
    "POST /review/ballot/{token}/cases/{application_id}/recusal": Row(EVERYBODY, Check.TOKEN, also=404),
    "POST /review/ballot/{token}/end": Row(EVERYBODY, Check.TOKEN, also=404),
    "GET /publicity/draws/{meeting_id}": Row(EVERYBODY, Check.TOKEN),
    "GET /review/{task_id}": Row(OFFICES, Check.OWN),
    "GET /review/{task_id}/decision": Row(OFFICES, Check.OWN),
    "POST /review/{task_id}/decision": Row(OFFICES, Check.OWN),
    "GET /review/{task_id}/findings": Row(OFFICES, Check.OWN),
    "POST /review/{task_id}/findings": Row(OFFICES, Check.OWN),
    "GET /review/{task_id}/files/{file_id}": Row(OFFICES, Check.OWN),
    "POST /review/{task_id}/give-back": Row(OFFICES, Check.OWN),
    "GET /review/{task_id}/files/{file_id}/pages/{page}.png": Row(OFFICES, Check.OWN),
    "POST /review/{task_id}/id-number": Row(OFFICES, Check.OWN, is_whole=True),
    "GET /review/results": Row(OFFICIAL, Check.SELF),
    "GET /review/results/plans/{plan}": Row(OFFICIAL, Check.OWN),
    "POST /review/results/plans/{plan}": Row(OFFICIAL, Check.OWN),
    "GET /review/results/{announcement_id}": Row(OFFICIAL, Check.OWN),
    "GET /review/rosters": Row(OFFICIAL, Check.SELF),
    "GET /review/rosters/{plan}": Row(OFFICIAL, Check.OWN),
    "POST /review/rosters/{plan}": Row(OFFICIAL, Check.OWN),
    "GET /review/rosters/{roster_id}/roster.xlsx": Row(OFFICIAL, Check.OWN),
    "GET /review/rosters/{roster_id}/check": Row(OFFICIAL, Check.OWN),
    "POST /review/rosters/{roster_id}/check": Row(OFFICIAL, Check.OWN),
    "GET /review/returns/{candidate_id}": Row(OFFICIAL, Check.OWN),
    "POST /review/returns/{candidate_id}": Row(OFFICIAL, Check.OWN),
    "GET /review/passed": Row(OFFICIAL, Check.SELF),
    "GET /review/late": Row(OFFICIAL, Check.SELF),
    "GET /review/late/{late_id}": Row(OFFICIAL, Check.OWN),
    "POST /review/late/{late_id}": Row(OFFICIAL, Check.OWN),
    "GET /review/late/{late_id}/upload": Row(OFFICIAL, Check.OWN),
    "GET /review/{task_id}/substitutions/{file_id}": Row(OFFICES, Check.OWN, also=404),
    "GET /review/hand-ins": Row(OFFICIAL, Check.SELF),
    "POST /review/hand-ins": Row(OFFICIAL, Check.SELF, {"numbers": "{check_code}"}),
    "GET /review/hand-ins/{hand_in_id}": Row(OFFICIAL, Check.OWN),
    "POST /review/hand-ins/{hand_in_id}": Row(OFFICIAL, Check.OWN),
    "GET /review/papers/{application_id}": Row(APPLICANT, Check.OWN),
    "POST /review/batches": Row(OFFICIAL, Check.SELF, {"tasks": "{passed_id}"}),
    "GET /review/batches/{batch_id}": Row(OFFICIAL, Check.OWN),
    "GET /review/batches/{batch_id}/result.csv": Row(OFFICIAL, Check.OWN),
    "GET /review/commissions/{plan}": Row(OFFICIAL, Check.OWN),
    "POST /review/commissions/{plan}": Row(OFFICIAL, Check.OWN),
    "GET /review/commissions/{plan}/letter": Row(OFFICIAL, Check.OWN),
    "GET /review/commissions/{plan}/upload": Row(OFFICIAL, Check.OWN),
    "GET /review/commissions/{plan}/scan": Row(OFFICIAL, Check.OWN, also=404),
    "GET /review/{task_id}/commissions/{file_id}": Row(OFFICES, Check.OWN, also=404),
    "POST /review/{task_id}/send": Row(OFFICES, Check.OWN),
    "POST /review/{task_id}/take-back": Row(OFFICES, Check.OWN),
    "GET /review/re-reviews": Row(OFFICIAL, Check.SELF),
    "GET /review/re-reviews/{re_review_id}": Row(OFFICIAL, Check.OWN),
    "POST /review/re-reviews/{re_review_id}": Row(OFFICIAL, Check.OWN),
    "GET /review/re-reviews/{re_review_id}/files/{file_id}": Row(OFFICIAL, Check.OWN, also=404),
    "GET /review/integrity": Row(OFFICIAL, Check.SELF, also=404),
    "GET /review/integrity/mine": Row(APPLICANT, Check.SELF),
    "GET /review/integrity/mine/{entry_id}": Row(APPLICANT, Check.OWN),
    "POST /review/integrity/mine/{entry_id}": Row(APPLICANT, Check.OWN),
    "GET /review/integrity/mine/{entry_id}/upload": Row(APPLICANT, Check.OWN),
    "GET /review/integrity/mine/{entry_id}/files/{file_id}": Row(APPLICANT, Check.OWN, also=404),
    "GET /review/integrity/{entry_id}": Row(OFFICIAL, Check.OWN),
    "GET /review/integrity/{entry_id}/upload": Row(OFFICIAL, Check.OWN),
    "POST /review/integrity/{entry_id}/repair": Row(OFFICIAL, Check.OWN),
    "POST /review/integrity/{entry_id}/answer": Row(OFFICIAL, Check.OWN),
    "GET /review/integrity/{entry_id}/files/{file_id}": Row(OFFICIAL, Check.OWN, also=404),
    "GET /review/{task_id}/integrity": Row(OFFICIAL, Check.OWN, also=404),
    "POST /review/{task_id}/integrity": Row(OFFICIAL, Check.OWN, also=404),
    "GET /review/{task_id}/integrity/upload": Row(OFFICIAL, Check.OWN, also=404),
    "GET /review/refused": Row(OFFICES, Check.SELF),
    "POST /review/{task_id}/refusal/take-back": Row(OFFICES, Check.OWN),
    "GET /review/{task_id}/notes": Row(OFFICES, Check.OWN),
    "POST /review/{task_id}/notes": Row(OFFICES, Check.OWN),
    "POST /review/{task_id}/notes/{note_id}/take-back": Row(OFFICES, Check.OWN),
    "GET /review/{task_id}/objections": Row(OFFICES, Check.OWN),
    "GET /review/{task_id}/objections/{objection_id}": Row(OFFICES, Check.OWN, also=404),
    "POST /review/{task_id}/objections/{objection_id}": Row(OFFICES, Check.OWN, also=404),
    "GET /review/{task_id}/objections/{objection_id}/files/{file_id}": Row(OFFICES, Check.OWN, also=404),
    "POST /review/{task_id}/objections/{objection_id}/mobile": Row(
        OFFICES, Check.OWN, also=404, is_whole=True
    ),
    "GET /review/{task_id}/photo.jpg": Row(OFFICES, Check.OWN),
    "GET /review/{task_id}/pledge.pdf": Row(OFFICES, Check.OWN),
    "GET /review/{task_id}/publicity": Row(OFFICES, Check.OWN, also=404),
    "POST /review/{task_id}/publicity": Row(OFFICES, Check.OWN, also=404),
    "GET /review/{task_id}/publicity/proof": Row(OFFICES, Check.OWN, also=404),
    "POST /review/{task_id}/publicity/proof": Row(OFFICES, Check.OWN, also=404),
    "GET /review/{task_id}/publicity/proofs/{file_id}": Row(OFFICES, Check.OWN, also=404),
    "GET /review/{task_id}/publicity-sheet.pdf": Row(OFFICES, Check.OWN, also=404),
    "POST /review/{task_id}/publicity/result": Row(OFFICES, Check.OWN, also=404),
    "POST /review/{task_id}/take": Row(OFFICES, Check.OWN),
}
TABLE = {
    "archive": ARCHIVE,
    "declaration": DECLARATION,
    "documents": DOCUMENTS,
    "identity": IDENTITY,
    "notification": NOTIFICATION,
    "operations": OPERATIONS,
    "payment": PAYMENT,
    "review": REVIEW,
}

Route = tuple[str, str, str, Row]  # service, method, path
ROUTES: list[Route] = [
    (service, route.split(" ")[0], route.split(" ")[1], row)
    for service, rows in TABLE.items()
    for route, row in rows.items()
]
ENDS_OTHERS = re.compile(r"/withdraw$|^/admin/officials/|^/sign-out$|^/account/sign-out-everywhere$")


def _late(route: Route) -> tuple[bool, bool]:
    """What is looked at comes first: a change may end what others look at, or their session."""
    return route[1] != "GET", bool(ENDS_OTHERS.search(route[2]))


IN_ORDER = sorted(ROUTES, key=_late)
