"""What strangers can make us spend: a row for every form that needs no session.

`by_address` and `by_subject` are the counters (`services/identity/access/domain/limits.py`) that refuse
whoever goes on, before anything is spent; `in_all` is what bounds everybody together. `tells` is all that an
answer may tell. `typed` makes the form of a subject, a number from 1 on; forms that need a page before have
`tried`, their own test.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.identity.access.domain.limits import Counter
from tests.service.identity.factories import PASSWORD, a_clerk, a_person, an_employer


class Spent(StrEnum):
    """What costs us something."""

    HASH = "a password is hashed"
    MESSAGE = "a text message is sent"
    QUESTION = "the OpenID provider is asked"
    SIGNATURE = "a signature is verified"


Typed = Callable[[int], Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Of one form."""

    spends: frozenset[Spent] = frozenset()
    by_address: Counter | None = None
    by_subject: Counter | str | None = None  # in words where another service counts
    in_all: str = ""
    tells: str
    typed: Typed | None = None
    tried: str = ""


TURNS = "IDENTITY_PASSWORD_THREADS, addresses in turn"
PER_HOUR = "IDENTITY_MESSAGES_PER_HOUR"
SENT = "the page that asks for a code; who is known is told to who proves a number"
WRONG = "that the code is not right, for whatever reason"
BOTH = frozenset({Spent.HASH, Spent.MESSAGE})


def _mobile(subject: int) -> str:
    return f"139{subject:08}"


def _registration(**fields: str) -> Typed:
    return lambda subject: {**fields, "mobile": _mobile(subject)}


def _asking(typed: Typed) -> Cost:
    return Cost(
        spends=BOTH,
        by_address=Counter.MESSAGES,
        by_subject=Counter.RECOVERY,
        in_all=f"{PER_HOUR}; {TURNS}",
        tells=SENT,
        typed=typed,
    )


PROOFS = "tests/service/identity/access/test_costs.py"
PROVING = Cost(
    spends=frozenset({Spent.MESSAGE}),
    by_address=Counter.CLAIM,
    by_subject=Counter.RECOVERY,
    in_all=PER_HOUR,
    tells=WRONG,
    tried=PROOFS,
)
VOTING = "tests/service/review/meetings/test_voting.py"
OTHER_BROWSER = "the page that asks for the number, to every browser but the one that proved it"
VOUCHED = "the provider vouched for one person"

COSTS: Mapping[str, Cost] = {
    "POST /sign-in": Cost(
        spends=frozenset({Spent.HASH}),
        by_address=Counter.ADDRESS,
        by_subject=Counter.LOGIN,
        in_all=TURNS,
        tells="that login or password is wrong, alike for logins that nobody has",
        typed=lambda subject: {"login": _mobile(subject), "password": PASSWORD},
    ),
    "POST /recover": Cost(
        spends=frozenset({Spent.MESSAGE}),
        by_address=Counter.MESSAGES,
        by_subject=Counter.RECOVERY,
        in_all=PER_HOUR,
        tells="the page that asks for a code, alike for numbers that nobody has",
        typed=lambda subject: {"login": _mobile(subject)},
    ),
    "POST /register": _asking(_registration(**a_person())),
    "POST /register/employer": _asking(_registration(**an_employer(), **a_clerk())),
    "POST /register/clerk": _asking(_registration(**a_clerk(), credit_code=an_employer()["credit_code"])),
    "POST /register/code": PROVING,
    "POST /register/employer/code": PROVING,
    "POST /register/clerk/code": PROVING,
    "POST /recover/password": Cost(
        spends=frozenset({Spent.HASH}),  # once the code is right
        by_address=Counter.CLAIM,
        tells=WRONG,
        tried=PROOFS,
    ),
    "POST /activate": Cost(
        spends=frozenset({Spent.HASH}),  # once the code is right
        by_address=Counter.CLAIM,
        tells=WRONG,
        tried=PROOFS,
    ),
    "POST /sign-in/code": Cost(
        by_subject=Counter.CODE, tells=WRONG, tried="tests/service/identity/access/test_second_factor.py"
    ),
    "POST /sign-in/enrol": Cost(
        by_subject=Counter.CODE, tells=WRONG, tried="tests/service/identity/access/test_second_factor.py"
    ),
    "POST /publicity/{token}/objection": Cost(  # nothing but a row
        in_all="per address, publicity and in all: services/review/objections/domain.py",
        tells="a receipt number, which opens nothing but that objection",
        tried="tests/service/review/objections/test_floods.py",
    ),
    "POST /publicity/results/{results_token}/{release_id}": Cost(  # the same
        in_all="per address, result and in all: services/review/objections/domain.py",
        tells="a receipt number, which opens nothing but that objection",
        tried="tests/service/review/objections/test_floods.py",
    ),
    "GET /sign-in/openid/return": Cost(
        spends=frozenset({Spent.QUESTION}),
        by_address=Counter.PROVIDER,
        tells="that the sign-in could not be proven",
        tried="tests/service/identity/people/test_openid.py",
    ),
    "POST /sign-in/openid/first": Cost(
        spends=frozenset({Spent.MESSAGE}),
        by_address=Counter.MESSAGES,
        by_subject=Counter.RECOVERY,
        in_all=PER_HOUR,
        tells=f"{SENT}; {VOUCHED}",
        tried="tests/service/identity/people/test_openid.py",
    ),
    "POST /sign-in/openid/first/code": PROVING,
    "POST /sign-in/openid/mine": Cost(
        spends=frozenset({Spent.HASH}),
        by_subject=Counter.CODE,
        in_all=TURNS,
        tells=f"that the password is wrong; {VOUCHED}",
        tried="tests/service/identity/people/test_openid.py",
    ),
    "POST /documents/sign/{token}": Cost(
        by_subject=None,  # a link is 128 bits, good once, within ten minutes, in the browser that opened it
        tells="that the link is good no more, or why the signature cannot be read",
        tried="tests/service/documents/signing/test_signing.py",
    ),
    "POST /declarations/experts/{token}/number": Cost(
        spends=frozenset({Spent.MESSAGE}),  # once the number is right, which ten tries of a link may guess
        by_subject="MOST_OF_NUMBER, MOST_FAILURES (services/declaration/experts/domain/invitations.py)",
        in_all="MOST_OF_DECLARATION",
        tells="that the link is good no more, or that the number is another",
        tried="tests/service/declaration/experts/test_answering.py",
    ),
    "POST /declarations/experts/{token}/code": Cost(
        tells=WRONG,  # a link of 122 bits is void after ten wrong numbers and codes
        tried="tests/service/declaration/experts/test_answering.py",
    ),
    "POST /declarations/experts/{token}": Cost(
        tells="the page that asks for the number, to every browser but the one that proved it",
        tried="tests/service/declaration/experts/test_answering.py",
    ),
    "POST /review/ballot/{token}/number": Cost(
        spends=frozenset({Spent.MESSAGE}),  # once the number is right, which ten tries of a link may guess
        by_subject="MOST_CODES, MOST_FAILURES of a link (services/review/meetings/domain/ballots.py)",
        in_all="MOST_LINKS of a member",
        tells="that the link is good no more, or that the number is another",
        tried=VOTING,
    ),
    "POST /review/ballot/{token}/code": Cost(tells=WRONG, tried=VOTING),  # ten wrong ones void the link
    "POST /review/ballot/{token}/presence": Cost(tells=OTHER_BROWSER, tried=VOTING),
    "POST /review/ballot/{token}/votes": Cost(tells=OTHER_BROWSER, tried=VOTING),
    "POST /review/ballot/{token}/cases/{application_id}/recusal": Cost(tells=OTHER_BROWSER, tried=VOTING),
    "POST /review/ballot/{token}/end": Cost(tells=OTHER_BROWSER, tried=VOTING),
    "POST /documents/upload/open": Cost(  # a file is looked at and stored, under a grant of an objection
        by_subject="MOST_TRIES of an objection (services/documents/uploads/domain.py)",
        in_all="BYTES_OF_STRANGERS a day; strangers' files are looked at one after the other",
        tells="what is wrong with the file",
        tried="tests/service/documents/uploads/test_strangers.py",
    ),
    "POST /documents/opinion": Cost(
        tells="that the grant is good no more or another browser's, or why the signature cannot be read",
        tried="tests/service/documents/signing/test_opinion.py",
    ),
    "POST /sign-out": Cost(tells="nothing"),
    "POST /payment/callback/wechat": Cost(
        spends=frozenset({Spent.SIGNATURE}),
        tells="that the signature is not the channel's",
        tried="tests/service/payment/test_callback.py",
    ),
}
WALKED = {route: cost for route, cost in COSTS.items() if cost.typed}
