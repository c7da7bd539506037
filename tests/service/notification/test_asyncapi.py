"""docs/asyncapi.yaml says what notification does, and a gateway made after it works."""

import json
import re
from collections.abc import Mapping
from copy import deepcopy
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import aio_pika
import jsonschema_rs
import pytest
import yaml
from httpx2 import AsyncClient
from pydantic import TypeAdapter

from contracts.normal.numbers import MOBILE as MOBILE_FORM
from deploy.local.stack import Stack
from deploy.simulators.sms_centre.settings import Settings as CentreSettings
from kit.clock import DIGITS
from kit.db import Pool
from services.notification.consumers import RECEIPT
from services.notification.gateway import SIGN, Receipt
from services.notification.settings import Settings
from tests.service.notification.conftest import (
    MOBILE,
    NOON,
    Desk,
    a_message,
    administrator,
    handed_over,
    letter_of,
)

ROOT = Path(__file__).parents[3]
SPECIFICATION = ROOT / "node_modules/@asyncapi/specs/schemas/3.0.0.json"
MESSAGES, RECEIPTS = "sms.outgoing", "sms.receipts"

Document = dict[str, Any]


@cache
def _read() -> Document:
    document: Document = yaml.safe_load((ROOT / "docs/asyncapi.yaml").read_text("utf-8"))
    return document


def _at(document: Document, path: str) -> Any:
    """What stands at a path: "channels.messages.address"."""
    found: Any = document
    for step in path.split("."):
        found = found[step]
    return found


def _said(document: Document) -> dict[str, object]:
    """What the document says of names, queues, fields and properties."""
    messages, receipts = (
        _at(document, f"channels.{name}.bindings.amqp") for name in ("messages", "receipts")
    )
    schemas = document["components"]["schemas"]
    letter, receipt = schemas["Letter"]["properties"], schemas["Receipt"]["properties"]
    return {
        "addresses": [_at(document, f"channels.{name}.address") for name in ("messages", "receipts")],
        "queue of messages": {**messages["queue"], "arguments": messages["x-arguments"]},
        "exchange of receipts": receipts["exchange"],
        "queue of receipts": {**receipts["x-queue"], "arguments": receipts["x-arguments"]},
        "properties": {
            name: form.get("const", "id")
            for name, form in _at(
                document, "components.messages.message.bindings.amqp.x-properties.properties"
            ).items()
        },
        "headers": sorted(_at(document, "components.messages.message.headers.properties")),
        "delivery mode": _at(document, "operations.handOver.bindings.amqp.deliveryMode"),
        "fields of messages": _fields(schemas["Sealed"]),
        "fields of letters": _fields(schemas["Letter"]),
        "fields of receipts": {name: form["type"] for name, form in receipt.items()},
        "required of receipts": sorted(schemas["Receipt"]["required"]),
        "states": sorted(receipt["state"]["enum"]),
        "mobile": letter["mobile"]["pattern"],
        "sign": letter["sign"]["const"],
        "digits": sorted(map(int, re.findall(r"\{(\d\d)\}", receipt["at"]["oneOf"][1]["pattern"]))),
    }


def _fields(schema: Document) -> dict[str, object]:
    """Fields by type, all of them required and no others allowed; a constant has the type of its value."""
    assert sorted(schema["required"]) == sorted(schema["properties"])
    assert schema["additionalProperties"] is False
    return {name: form.get("type", "string") for name, form in schema["properties"].items()}


def _default(settings: type[Settings] | type[CentreSettings], *names: str) -> list[object]:
    return [settings.model_fields[name].default for name in names]


def _kinds(body: Mapping[str, object]) -> dict[str, object]:
    """Fields by the type that JSON Schema has for their values."""
    return {
        name: "string" if isinstance(value, str) else type(value).__name__ for name, value in body.items()
    }


def _done(message: aio_pika.abc.AbstractIncomingMessage, told: Mapping[str, object]) -> dict[str, object]:
    """The same of what notification does: a message that it handed over, and what the broker says."""
    receipt = TypeAdapter(Receipt).json_schema()
    return {
        "addresses": _default(Settings, "sms_queue", "receipts_queue"),
        "properties": {
            name: "id" if value == letter_of(message)["id"] else value
            for name, value in message.info().items()
            if name in {"message_id", "content_type", "delivery_mode"}
        },
        "headers": sorted(message.headers),
        "delivery mode": message.delivery_mode,
        "fields of messages": _kinds(json.loads(message.body)),
        "fields of letters": _kinds(letter_of(message)),
        "fields of receipts": {name: form["type"] for name, form in receipt["properties"].items()},
        "required of receipts": sorted(receipt["required"]),
        "states": sorted(receipt["properties"]["state"]["enum"]),
        "mobile": f"^{MOBILE_FORM.pattern}$",
        "sign": SIGN,
        "digits": sorted(DIGITS),
        **told,
    }


def unlike(said: Mapping[str, object], done: Mapping[str, object]) -> list[str]:
    """In what the two differ."""
    return sorted(name for name in said.keys() | done.keys() if said.get(name) != done.get(name))


async def _told(broker: AsyncClient, desk: Desk) -> dict[str, object]:
    """What the broker says of the queues that notification declared, under the names of the document."""

    async def ask(path: str) -> Any:
        answer = await broker.get(path)
        answer.raise_for_status()
        named = answer.text.replace(desk.receipts, RECEIPTS).replace(desk.outgoing.name, MESSAGES)
        return json.loads(named)

    def shape(found: Document, *more: str) -> Document:
        names = {"name": "name", "durable": "durable", "autoDelete": "auto_delete", "vhost": "vhost"}
        return {as_: found[name] for as_, name in {**names, **{one: one for one in more}}.items()}

    queues = {name: await ask(f"queues/%2F/{name}") for name in (desk.outgoing.name, desk.receipts)}
    dead = [await ask(f"queues/%2F/{name}.dead") for name in queues]
    assert [one["type"] for one in dead] == ["quorum", "quorum"]
    (binding,) = await ask(f"exchanges/%2F/{desk.receipts}/bindings/source")
    assert binding["destination"] == RECEIPTS
    return {
        "queue of messages": shape(queues[desk.outgoing.name], "exclusive", "arguments"),
        "exchange of receipts": shape(await ask(f"exchanges/%2F/{desk.receipts}"), "type"),
        "queue of receipts": shape(queues[desk.receipts], "exclusive", "arguments"),
    }


def _faults(specification: Document, document: Document) -> list[str]:
    return [error.message for error in jsonschema_rs.validator_for(specification).iter_errors(document)]


def test_the_document_is_asyncapi() -> None:
    specification = json.loads(SPECIFICATION.read_text("utf-8"))
    assert not _faults(specification, _read())
    planted = deepcopy(_read())
    planted["channels"]["messages"]["bindings"]["amqp"]["is"] = "tube"
    assert _faults(specification, planted)


PLANTED = {
    "channels.messages.address": ("sms.out", "addresses"),
    "channels.messages.bindings.amqp.x-arguments.x-delivery-limit": (5, "queue of messages"),
    "channels.messages.bindings.amqp.x-arguments.x-queue-type": ("classic", "queue of messages"),
    "channels.receipts.bindings.amqp.exchange.type": ("topic", "exchange of receipts"),
    "channels.receipts.bindings.amqp.x-arguments.x-dead-letter-routing-key": ("dead", "queue of receipts"),
    "components.messages.message.bindings.amqp.x-properties.properties.delivery_mode.const": (
        1,
        "properties",
    ),
    "components.messages.message.bindings.amqp.x-properties.properties.message_id": (
        {"const": "none"},
        "properties",
    ),
    "components.messages.message.headers.properties": ({"x-priority": {}}, "headers"),
    "operations.handOver.bindings.amqp.deliveryMode": (1, "delivery mode"),
    "components.schemas.Sealed.properties.sealed.type": ("object", "fields of messages"),
    "components.schemas.Letter.properties.mobile.type": ("integer", "fields of letters"),
    "components.schemas.Receipt.properties.at.type": ("integer", "fields of receipts"),
    "components.schemas.Receipt.required": (["id", "state"], "required of receipts"),
    "components.schemas.Receipt.properties.state.enum": (["delivered", "failed", "read"], "states"),
    "components.schemas.Letter.properties.mobile.pattern": ("^1[0-9]{10}$", "mobile"),
    "components.schemas.Letter.properties.sign.const": ("12345", "sign"),
}


async def test_the_document_says_what_is_done(pool: Pool, desk: Desk, servers: Stack, amqp_url: str) -> None:
    await handed_over(pool, desk, a_message())
    (message,) = await desk.taken()
    async with administrator(servers, amqp_url) as broker:
        done = _done(message, await _told(broker, desk))

    assert not unlike(_said(_read()), done)
    assert _default(CentreSettings, "queue", "receipts_queue") == done["addresses"]
    for path, (value, what) in PLANTED.items():
        planted = deepcopy(_read())
        above, _, last = path.rpartition(".")
        assert last in _at(planted, above)
        _at(planted, above)[last] = value
        assert unlike(_said(planted), done) == [what], path
    for field in ("carrier", "valid_until"):
        planted = deepcopy(_read())
        letter = planted["components"]["schemas"]["Letter"]
        letter["properties"][field] = {"type": "string"}
        letter["required"].append(field)
        assert unlike(_said(planted), done) == ["fields of letters"]


async def test_what_is_handed_over_has_the_form_of_the_document(pool: Pool, desk: Desk) -> None:
    schemas = _read()["components"]["schemas"]
    messages = [a_message() for _ in range(3)]
    for message in messages:
        await handed_over(pool, desk, message)

    taken = await desk.taken()
    assert {letter_of(one)["id"] for one in taken} == {str(message.id) for message in messages}
    sealed = {**schemas["Sealed"], "components": {"schemas": schemas}}
    for one in taken:
        jsonschema_rs.validate(sealed, json.loads(one.body), validate_formats=True)
        jsonschema_rs.validate(schemas["Letter"], letter_of(one), validate_formats=True)
        assert MOBILE.encode() not in one.body


def test_notification_reads_every_receipt_that_the_document_shows() -> None:
    schema = _read()["components"]["schemas"]["Receipt"]
    shown = [example["payload"] for example in _read()["components"]["messages"]["receipt"]["examples"]]
    assert len(shown) >= 4
    for receipt in shown:
        jsonschema_rs.validate(schema, receipt, validate_formats=True)
        assert abs(RECEIPT.validate_python(receipt).at - NOON) < timedelta(minutes=1)
    for odd in ({"state": "read"}, {"at": "at noon"}, {"id": "1"}, {"at": 1664337600}):
        assert not jsonschema_rs.is_valid(schema, {**shown[0], **odd}, validate_formats=True)
        with pytest.raises(ValueError, match="validation error"):
            RECEIPT.validate_python({**shown[0], **odd})
