"""What is refused while a city stands still, and why the rest goes on: a row for what anybody may send.

Whoever has a session is refused at the edge, but for what `kit/standing.py` names with its reason.
"""

from collections.abc import Mapping

from kit.middleware import SAFE_METHODS
from kit.standing import GOES_ON
from tests.access.table import EVERYBODY, ROUTES

CHANGES = [route for route in ROUTES if route[1] not in SAFE_METHODS]
BY_SESSION = [
    route for route in CHANGES if route[3].who != EVERYBODY and not route[2].startswith(tuple(GOES_ON))
]
HERE = "refused: test_standstill sends it"
BALLOT, JOINING = "review/meetings/test_voting.py", "identity/accounts/test_standstill.py"
PROVIDER, COMES_IN = "identity/people/test_openid.py", GOES_ON["/sign-in"]
A_CODE = "sends a code, which changes nothing of a city; what the code is for is refused"
# What anybody may send: refused here or by the tests of a file; or why it goes on.
BY_ANYBODY: Mapping[tuple[str, str], str] = {
    ("declaration", "POST /declarations/experts/{token}"): HERE,
    ("declaration", "POST /declarations/experts/{token}/code"): HERE,
    ("declaration", "POST /declarations/experts/{token}/number"): HERE,
    ("documents", "POST /documents/opinion"): "documents/signing/test_opinion.py",
    ("documents", "POST /documents/sign/{token}"): HERE,
    ("documents", "POST /documents/upload/open"): HERE,
    ("identity", "POST /activate"): "whoever was given an account comes in to look, as by /sign-in",
    ("identity", "POST /recover"): "whoever forgot the password comes in to look",
    ("identity", "POST /recover/password"): "the same",
    ("identity", "POST /register"): HERE,
    ("identity", "POST /register/code"): JOINING,
    ("identity", "POST /register/clerk"): f"{A_CODE}: whose city it is, is told to who proves a number",
    ("identity", "POST /register/clerk/code"): JOINING,
    ("identity", "POST /register/employer"): HERE,
    ("identity", "POST /register/employer/code"): JOINING,
    ("identity", "POST /sign-in"): COMES_IN,
    ("identity", "POST /sign-in/code"): COMES_IN,
    ("identity", "POST /sign-in/enrol"): COMES_IN,
    ("identity", "POST /sign-in/openid/first"): PROVIDER,
    ("identity", "POST /sign-in/openid/first/code"): PROVIDER,
    ("identity", "POST /sign-in/openid/mine"): f"{COMES_IN}, by the provider from now on",
    ("identity", "POST /sign-out"): GOES_ON["/sign-out"],
    ("payment", "POST /payment/callback/wechat"): "the channel's: what was paid is a fact",
    ("review", "POST /publicity/{token}/objection"): HERE,
    ("review", "POST /publicity/results/{results_token}/{release_id}"): HERE,
    ("review", "POST /review/ballot/{token}/cases/{application_id}/recusal"): BALLOT,
    ("review", "POST /review/ballot/{token}/code"): BALLOT,
    ("review", "POST /review/ballot/{token}/end"): BALLOT,
    ("review", "POST /review/ballot/{token}/number"): BALLOT,
    ("review", "POST /review/ballot/{token}/presence"): BALLOT,
    ("review", "POST /review/ballot/{token}/votes"): BALLOT,
}
