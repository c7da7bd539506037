"""The API process of identity."""

from pathlib import Path

from fastapi import FastAPI

import cities
from kit.db import Pool
from kit.grants import Grants
from kit.http import create_app
from services.identity.gateway import OpenIdProvider
from services.identity.operations.passwords import Passwords
from services.identity.operations.sessions import Signer
from services.identity.settings import Settings
from services.identity.web.parts import Parts
from services.identity.web.routes import router

TEMPLATES = Path(__file__).parent / "templates"


def create(settings: Settings, pool: Pool) -> FastAPI:
    """Wire the pages."""
    parts = Parts(
        settings=settings,
        pool=pool,
        cities=cities.load(settings.cities),
        cipher=settings.field_cipher(),
        passwords=Passwords(settings),
        signer=Signer(settings.session_private_key.get_secret_value(), settings.session_keys),
        grants=Grants(settings.grant_keys.get_secret_value()),
        openid=_openid(settings),
    )
    state = {"pool": pool, "parts": parts}
    return create_app("identity", [router], settings=settings, state=state, templates=[TEMPLATES])


def _openid(settings: Settings) -> OpenIdProvider | None:
    if not settings.openid_issuer:
        return None
    return OpenIdProvider(settings, return_to=f"{settings.public_url}/sign-in/openid/return")
