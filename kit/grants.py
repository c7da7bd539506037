"""Grants: values that one service's pages hand to another's through the browser, sealed and short-lived.

A grant says that its bearer may do one thing (see this file, upload for that record). It is encrypted, so
that it may stand in an address without telling anything, and bound to its kind, so that one kind never passes
for another.
"""

from datetime import timedelta
from typing import Any, TypeVar

from joserfc import jwe, jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import KeySet, OctKey
from pydantic import ValidationError

from kit.adapters import adapter
from kit.clock import now
from kit.crypto import Keys
from kit.errors import Forbidden, Refusal

T = TypeVar("T")

ALGORITHMS = ["dir", "A256GCM"]
REGISTRY = jwe.JWERegistry(algorithms=ALGORITHMS)


class GrantExpired(Refusal):
    """这个链接已过期，请返回上一页，刷新后重新打开。"""

    status = 403


class Grants:
    """Seals and opens grants with a ring of keys: the first seals, all open."""

    def __init__(self, keys: str) -> None:
        ring = Keys.parse(keys)
        self._current, _ = ring.current
        self._keys = KeySet([OctKey.import_key(key, {"kid": name}) for name, key in ring.by_id.items()])

    def seal(self, value: T, *, lasts: timedelta) -> str:
        """A token that stands for this frozen dataclass until it expires."""
        kind = type(value)
        claims = {
            "aud": kind.__name__,
            "exp": int((now() + lasts).timestamp()),
            "val": adapter(kind).dump_python(value, mode="json"),
        }
        header = {"alg": "dir", "enc": "A256GCM", "kid": self._current}
        return jwt.encode(header, claims, self._keys, algorithms=ALGORITHMS, registry=REGISTRY)

    def open(self, kind: type[T], token: str, /, **said: object) -> T:
        """The value; `GrantExpired`, or `Forbidden` when it is forged, malformed or of another kind.

        `said` are fields and what they have to say, such as whose it is; otherwise it is `Forbidden` too.
        """
        value = self._open(kind, token)
        if any(getattr(value, field) != wanted for field, wanted in said.items()):
            raise Forbidden
        return value

    def _open(self, kind: type[T], token: str) -> T:
        try:
            claims: dict[str, Any] = jwt.decode(
                token, self._keys, algorithms=ALGORITHMS, registry=REGISTRY
            ).claims
            jwt.JWTClaimsRegistry(
                now=int(now().timestamp()),
                aud={"essential": True, "value": kind.__name__},
                exp={"essential": True},
            ).validate(claims)
            return adapter(kind).validate_python(claims["val"])
        except ExpiredTokenError as error:
            raise GrantExpired from error
        except (JoseError, ValidationError, ValueError, KeyError, TypeError) as error:
            raise Forbidden from error
