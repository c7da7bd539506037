"""Settings of our own processes, composed from secrets and ports: each gets its own, no other's."""

import json
from collections.abc import Mapping

from deploy import buckets
from deploy.local import postgres, rabbitmq
from deploy.local.credentials import write_private
from deploy.local.services import SERVICES
from deploy.local.site import Site
from deploy.local.temporal import NAMESPACE

WORKFLOWS = "workflows"
PAYMENT_CHANNEL = "payment_channel"
SMS_CENTRE = "sms_centre"
OPENID_PROVIDER = "openid_provider"
REGISTERS = "registers"
NEEDS_QUOTES = frozenset(" #\"'\\\n")
SIMULATORS = (PAYMENT_CHANNEL, SMS_CENTRE, OPENID_PROVIDER, REGISTERS)
OPENID_CLIENT = "zhicheng"
REGISTERS_CLIENT = "zhicheng"
# To check a password takes a third of a second of a processor, on purpose. Tests sign in all the time.
QUICK = {"password_time_cost": "1", "password_memory_kib": "8", "password_parallelism": "1"}


def environment(site: Site, program: str) -> dict[str, str]:
    """Return the settings of one program: a service, the workflows or a simulator."""
    if program in SERVICES:
        values = _service(site, program)
    elif program == WORKFLOWS:
        values = {
            **_process(site, "codec"),
            "temporal_ui_url": site.ports.url("temporal-ui"),
            "is_current": "true",
        }
    else:
        values = {
            PAYMENT_CHANNEL: _payment_channel,
            SMS_CENTRE: _sms_centre,
            OPENID_PROVIDER: _openid_provider,
            REGISTERS: _registers,
        }[program](site)
    return {f"{program}_{name}".upper(): value for name, value in values.items()}


def write(site: Site) -> None:
    """Write everything into one file, for the command line tool and the tests of this checkout."""
    values = {
        "ZHICHENG_STATE": str(site.state),
        "ZHICHENG_PORT_BASE": str(site.ports.base),
        "ZHICHENG_PUBLIC_URL": site.ports.url("gateway"),
        "ZHICHENG_TEMPORAL_UI_URL": site.ports.url("temporal-ui"),
        "ZHICHENG_POSTGRES_URL": postgres.url(site, postgres.SUPERUSER, "postgres"),
    }
    for program in (*SIMULATORS, WORKFLOWS, *SERVICES):
        values |= environment(site, program)
    for person, password in site.credentials.people.items():
        values[f"DEMO_{person}_PASSWORD".upper()] = password
    write_private(site.state / "env", "".join(map(line, values.items())))


def line(variable: tuple[str, str]) -> str:
    """Return a variable as a line of a file that dotenv reads."""
    name, value = variable
    return f"{name}={json.dumps(value) if NEEDS_QUOTES & set(value) else value}\n"


def _process(site: Site, port: str) -> dict[str, str]:
    return {
        "amqp_url": rabbitmq.url(site),
        "temporal_address": site.ports.address("temporal"),
        "temporal_namespace": NAMESPACE,
        "payload_keys": site.credentials.payload_keys,
        "cities": str(site.state / "cities"),
        "calendar_years": str(site.folder("calendar")),
        "public_url": site.ports.url("gateway"),
        "port": str(site.ports.of(port)),
        "log_format": "console",
    }


def _service(site: Site, service: str) -> dict[str, str]:
    key = site.credentials.s3[service]
    return {
        **_process(site, service),
        "database_url": postgres.url(site, service),
        "field_keys": site.credentials.field_keys,
        "case_keys": site.credentials.case_keys,
        "grant_keys": site.credentials.grant_keys,
        "session_keys": json.dumps(site.credentials.session_keys),
        "blob_endpoint": site.ports.address("s3"),
        "blob_access_key": key.access,
        "blob_secret_key": key.secret,
        "blob_bucket_prefix": buckets.PREFIX,
        **_extra(site).get(service, {}),
    }


def _extra(site: Site) -> Mapping[str, Mapping[str, str]]:
    """Return what one service has and the others do not."""
    payment = site.credentials.payment
    return {
        "identity": {
            "session_private_key": json.dumps(site.credentials.session_key),
            "openid_issuer": site.ports.url("openid-provider"),
            "openid_client_id": OPENID_CLIENT,
            "openid_client_secret": site.credentials.openid_client_secret,
            "registers_url": site.ports.url("registers"),
            **_registers_agreed(site, "registers_"),
            **({} if site.durable else QUICK),
        },
        "notification": {"sms_keys": site.credentials.sms_keys},
        "operations": {
            "temporal_ui_url": site.ports.url("temporal-ui"),
            **({} if site.durable else {"survey_every": "PT10S"}),
        },
        "payment": {
            "channel_url": site.ports.url("payment-channel"),
            "channel_page_url": site.ports.url("payment-channel"),
            "app_id": payment.app_id,
            "merchant_id": payment.merchant_id,
            "payee": "职称评审收费单位（演示）",
            "merchant_key": payment.merchant.private,
            "merchant_serial": payment.merchant_serial,
            "channel_keys": json.dumps(
                {
                    payment.channel_key_id: payment.channel.public,
                    payment.channel_next_key_id: payment.channel_next.public,
                }
            ),
            "channel_api_key": payment.api_key,
        },
    }


def _payment_channel(site: Site) -> dict[str, str]:
    payment = site.credentials.payment
    return {
        "port": str(site.ports.of("payment-channel")),
        "state": str(site.folder("payment-channel")),
        "public_url": site.ports.url("payment-channel"),
        "merchant_id": payment.merchant_id,
        "merchant_serial": payment.merchant_serial,
        "merchant_certificate": payment.merchant.public,
        "private_keys": json.dumps(
            {
                payment.channel_key_id: payment.channel.private,
                payment.channel_next_key_id: payment.channel_next.private,
            }
        ),
        "api_key": payment.api_key,
    }


def _sms_centre(site: Site) -> dict[str, str]:
    return {
        "port": str(site.ports.of("sms-centre")),
        "state": str(site.folder("sms-centre")),
        "amqp_url": rabbitmq.url(site),
        "keys": site.credentials.sms_keys,
        "queue": "sms.outgoing",
    }


def _openid_provider(site: Site) -> dict[str, str]:
    return {
        "port": str(site.ports.of("openid-provider")),
        "public_url": site.ports.url("openid-provider"),
        "client_id": OPENID_CLIENT,
        "client_secret": site.credentials.openid_client_secret,
        "redirect_uri": f"{site.ports.url('gateway')}/sign-in/openid/return",
    }


def _registers(site: Site) -> dict[str, str]:
    return {"port": str(site.ports.of("registers")), **_registers_agreed(site)}


def _registers_agreed(site: Site, prefix: str = "") -> dict[str, str]:
    """Return what the registers and identity agreed on."""
    agreed = {
        "client_id": REGISTERS_CLIENT,
        "keys": site.credentials.registers_keys,
        "signing_key": site.credentials.registers_signing_key,
    }
    return {f"{prefix}{name}": value for name, value in agreed.items()}
