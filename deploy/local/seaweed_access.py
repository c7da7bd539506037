"""Who may do what in the object store: a service writes what is its own and reads what it must.

A section lies at `<service that sealed it>/<case>/<SHA-256>`. No key of a service deletes a section.
"""

import json
from collections.abc import Iterable, Iterator

from contracts.registers import HANDED
from deploy.buckets import CASES, KEYS, UPLOADS
from deploy.local.credentials import Credentials, S3Key

OPERATOR = "operator"
# Whose sections a service opens, besides its own. Who is not named here has no business in the store.
OPENS: dict[str, tuple[str, ...]] = {
    "identity": (),
    "archive": ("review",),  # the title that a result gave
    "payment": (),
    "declaration": ("identity", "archive", "documents", "review", "payment"),
    "review": ("identity", "archive", "declaration", "documents"),
    "documents": ("identity", "archive", "declaration", "review", "payment"),
}
READ = ("s3:GetObject", "s3:GetObjectVersion")
LOOK = ("s3:ListBucket", "s3:ListBucketVersions")
WRITE = ("s3:PutObject",)
DELETE = ("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:AbortMultipartUpload")

Statement = dict[str, object]


def identities(credentials: Credentials) -> str:
    """Everybody who has a key, with what it opens, as the store reads it."""
    named = [
        {"name": OPERATOR, "actions": ["Admin", "Read", "List", "Tagging", "Write"]},
        *({"name": service, "policyNames": [service]} for service in OPENS),
    ]
    return json.dumps(
        {
            "identities": [
                {**one, "credentials": [_credential(credentials.s3[str(one["name"])])]} for one in named
            ],
            "policies": [{"name": service, "content": _policy(service)} for service in OPENS],
        },
        indent=2,
    )


def _policy(service: str) -> str:
    statements = [*_cases(service), *_keys(service), *_uploads(service)]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _cases(service: str) -> Iterator[Statement]:
    opened = (service, *OPENS[service])
    yield _allow(WRITE, CASES, (service,))
    yield _allow(READ, CASES, opened)
    yield _look(CASES, opened)


def _keys(service: str) -> Iterator[Statement]:
    """The owner of the keys alone publishes and destroys them."""
    yield _allow((*READ, *WRITE, *DELETE) if service == "declaration" else READ, KEYS, ("keys",))
    yield _look(KEYS, ("keys",))


def _uploads(service: str) -> Iterator[Statement]:
    if service == "documents":
        yield _allow((*READ, *WRITE, *DELETE), UPLOADS, ("",))
        yield _look(UPLOADS, ("",))
    if service == "identity":  # the photo of a register, on its way to documents
        yield _allow(WRITE, UPLOADS, (HANDED,))


def _allow(actions: Iterable[str], bucket: str, prefixes: Iterable[str]) -> Statement:
    places = [f"arn:aws:s3:::{bucket}/{_under(prefix)}" for prefix in prefixes]
    return {"Effect": "Allow", "Action": list(actions), "Resource": places}


def _look(bucket: str, prefixes: Iterable[str]) -> Statement:
    """Listing is of a bucket; under which prefix is a condition."""
    condition = {"StringLike": {"s3:prefix": [_under(prefix) for prefix in prefixes]}}
    return {
        "Effect": "Allow",
        "Action": list(LOOK),
        "Resource": [f"arn:aws:s3:::{bucket}"],
        "Condition": condition,
    }


def _under(prefix: str) -> str:
    return f"{prefix}/*" if prefix else "*"


def _credential(key: S3Key) -> dict[str, str]:
    return {"accessKey": key.access, "secretKey": key.secret}
