"""The OpenID provider: the provincial government-service account, or any other (A1.1)."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx2
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from kit.clock import now
from kit.db import without_connection
from kit.errors import Refusal, Unavailable
from kit.outside import authorities
from services.identity.settings import Settings

DISCOVERY = "/.well-known/openid-configuration"
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
SECRET_LENGTH = 48
SKEW_SECONDS = 30
ATTEMPT_LASTS = timedelta(minutes=15)
PATIENCE = httpx2.Timeout(10)
KEYS_LAST = timedelta(hours=12)
KEYS_REST = timedelta(seconds=10)  # an unknown key is asked for again, but not by every visitor


class SignInNotProven(Refusal):
    """没有完成登录：登录信息已失效或已经用过。请返回登录页，重新登录。"""

    status = 403


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One way to the provider and back. Kept, sealed, in the browser that began it."""

    state: str
    nonce: str
    verifier: str
    then: str  # where to go afterwards
    good_until: datetime


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the provider vouches for, as it came; empty is what it does not tell."""

    subject: str
    name: str
    id_number: str
    mobile: str


@dataclass(kw_only=True)
class _Known:
    """What the provider published, and when it was asked."""

    metadata: Mapping[str, str]
    keys: KeySet = field(default_factory=lambda: KeySet([]))
    keys_at: datetime | None = None


class OpenIdProvider:
    """One provider: where to send people, and what it says of those who come back."""

    def __init__(self, settings: Settings, *, return_to: str) -> None:
        self.label = settings.openid_label
        self._settings = settings
        self._return_to = return_to
        self._known: _Known | None = None
        self._asking = asyncio.Lock()

    async def begin(self, then: str) -> tuple[str, Attempt]:
        """Where to send the browser, and what to keep until it is back."""
        attempt = Attempt(
            state=generate_token(SECRET_LENGTH),
            nonce=generate_token(SECRET_LENGTH),
            verifier=generate_token(SECRET_LENGTH),
            then=then,
            good_until=now() + ATTEMPT_LASTS,
        )
        known = await self._discovered()
        async with self._client() as client:
            address, _ = client.create_authorization_url(
                known.metadata["authorization_endpoint"],
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return address, attempt

    async def finish(self, code: str, attempt: Attempt) -> Told:
        """Who came back with this code; `SignInNotProven` when anything about it is not right."""
        known = await self._discovered()
        try:
            async with self._client() as client:
                token = await client.fetch_token(
                    known.metadata["token_endpoint"], code=code, code_verifier=attempt.verifier
                )
                told = await self._id_token(known, str(token.get("id_token", "")), attempt.nonce)
                more = await self._user_info(client, known, told["sub"])
        except OAuthError as error:
            raise SignInNotProven from error
        except (httpx2.HTTPError, OSError) as error:
            raise Unavailable from error
        return self._claims({**more, **told})

    def _client(self) -> Any:
        """Authlib's client, which ships no types."""
        without_connection("asking the provider")
        return AsyncOAuth2Client(
            client_id=self._settings.openid_client_id,
            client_secret=self._settings.openid_client_secret.get_secret_value(),
            scope=self._settings.openid_scope,
            redirect_uri=self._return_to,
            code_challenge_method="S256",
            timeout=PATIENCE,
            verify=authorities(),
        )

    async def _id_token(self, known: _Known, token: str, nonce: str) -> dict[str, Any]:
        """The claims of an ID token: signed by a key of the provider, for us, now, and for this attempt."""
        try:
            claims = jwt.decode(token, await self._keys_for(known, token), algorithms=ALGORITHMS).claims
            jwt.JWTClaimsRegistry(
                now=int(now().timestamp()),
                leeway=SKEW_SECONDS,
                iss={"essential": True, "value": known.metadata["issuer"]},
                aud={"essential": True, "value": self._settings.openid_client_id},
                exp={"essential": True},
                sub={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(claims)
        except (JoseError, ValueError) as error:
            raise SignInNotProven from error
        if claims.get("azp", self._settings.openid_client_id) != self._settings.openid_client_id:
            raise SignInNotProven
        return claims

    async def _user_info(self, client: Any, known: _Known, subject: str) -> dict[str, Any]:
        """What the ID token left out; it must be of the same person."""
        endpoint = known.metadata.get("userinfo_endpoint")
        if not endpoint:
            return {}
        response = await client.get(endpoint)
        response.raise_for_status()
        told: dict[str, Any] = response.json()
        if told.get("sub") != subject:
            raise SignInNotProven
        return told

    async def _keys_for(self, known: _Known, token: str) -> KeySet:
        """The provider's keys; asked for again when they are old or the token names one we have not met."""
        async with self._asking:
            wanted = _key_id(token)
            has_it = any(key.kid == wanted for key in known.keys.keys)
            age = now() - known.keys_at if known.keys_at else KEYS_LAST
            if age >= KEYS_LAST or (not has_it and age >= KEYS_REST):
                known.keys = KeySet.import_key_set(await _fetch(known.metadata["jwks_uri"]))
                known.keys_at = now()
            return known.keys

    async def _discovered(self) -> _Known:
        async with self._asking:
            if self._known is None:
                metadata = await _fetch(self._settings.openid_issuer.rstrip("/") + DISCOVERY)
                if metadata.get("issuer") != self._settings.openid_issuer:
                    raise Unavailable("the provider's issuer is not the one in the settings")
                self._known = _Known(metadata=metadata)
            return self._known

    def _claims(self, told: Mapping[str, Any]) -> Told:
        settings = self._settings
        return Told(
            subject=f"{settings.openid_issuer} {told['sub']}",
            name=str(told.get(settings.openid_name_claim) or ""),
            id_number=str(told.get(settings.openid_id_number_claim) or ""),
            mobile=str(told.get(settings.openid_mobile_claim) or ""),
        )


def _key_id(token: str) -> str:
    try:
        return str(jws.extract_compact(token.encode()).headers().get("kid", ""))
    except (JoseError, ValueError):
        return ""


async def _fetch(address: str) -> Any:
    try:
        async with httpx2.AsyncClient(timeout=PATIENCE, verify=authorities()) as client:
            response = await client.get(address)
            response.raise_for_status()
            return response.json()
    except (httpx2.HTTPError, OSError, ValueError) as error:
        raise Unavailable from error
