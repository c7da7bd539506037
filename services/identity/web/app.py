"""The API process of identity."""

from pathlib import Path

from fastapi import FastAPI

import cities
from kit.blobs import Blobs
from kit.db import Pool
from kit.grants import Grants
from kit.http import create_app
from kit.standstill import Standstills
from services.identity.access.operations.passwords import Passwords
from services.identity.access.operations.sessions import Signer
from services.identity.access.web import recovery, recovery_codes, second_factor, sign_in
from services.identity.accounts.web import account, activation, consent, desk_messages, mobile
from services.identity.employers.web import clerks, invitations
from services.identity.employers.web import registration as employers_registration
from services.identity.gateway import OpenIdProvider
from services.identity.offices.web import deputies, officials, officials_import, renewal
from services.identity.people.web import openid
from services.identity.people.web import registration as people_registration
from services.identity.privacy.web import access as looks
from services.identity.privacy.web import erasure, notice, own_data, whole_numbers
from services.identity.registers import web as registers
from services.identity.registers.gateway import Registers
from services.identity.registers.operations import Registry
from services.identity.requests.web import (
    changes,
    corrections,
    desk,
    joining,
    letters,
    mergers,
    mine,
    suspensions,
    taken_numbers,
)
from services.identity.requests.web import employers as register
from services.identity.settings import Settings
from services.identity.web import home
from services.identity.web.parts import Parts

IDENTITY = Path(__file__).parents[1]
PAGES = (
    home,
    sign_in,
    second_factor,
    recovery,
    recovery_codes,
    account,
    mobile,
    desk_messages,
    consent,
    activation,
    people_registration,
    openid,
    renewal,
    taken_numbers,
    deputies,
    officials_import,
    officials,
    employers_registration,
    invitations,
    clerks,
    mine,
    letters,
    changes,
    corrections,
    joining,
    register,
    mergers,
    suspensions,
    desk,
    looks,
    notice,
    own_data,
    whole_numbers,
    erasure,
    registers,
)


def create(settings: Settings, pool: Pool) -> FastAPI:
    """Wire the pages."""
    cipher = settings.field_cipher()
    parts = Parts(
        settings=settings,
        pool=pool,
        cities=cities.follow(settings.cities),
        cipher=cipher,
        passwords=Passwords(settings),
        signer=Signer(settings.session_private_key.get_secret_value(), settings.session_keys),
        grants=Grants(settings.grant_keys.get_secret_value()),
        openid=_openid(settings),
        standstills=Standstills(settings.cities),
    )
    registry = Registry(
        pool=pool,
        cipher=cipher,
        blobs=Blobs(settings),
        registers=Registers(settings) if settings.registers_url else None,
        rest=settings.registers_rest,
    )
    state = {"pool": pool, "parts": parts, "registry": registry}
    routers = [page.router for page in PAGES]
    templates = sorted(IDENTITY.glob("*/templates"))
    return create_app("identity", routers, settings=settings, state=state, templates=templates)


def _openid(settings: Settings) -> OpenIdProvider | None:
    if not settings.openid_issuer:
        return None
    return OpenIdProvider(settings, return_to=f"{settings.public_url}/sign-in/openid/return")
