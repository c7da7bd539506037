"""One fault at a time while two applications are on their way: neither is lost, doubled or stuck."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from deploy.demo.journey import Journey
from deploy.local.stack import Stack
from kit.process import together
from tests.chaos import invariants
from tests.chaos.faults import Fault, World, away, frozen, killed, told_twice, undelivered
from tests.chaos.walk import STUCK_SECONDS, Walk, a_cast

pytestmark = [pytest.mark.chaos, pytest.mark.stack]

# Steps of the demo's path (deploy/demo/journey.py).
JOIN, RECORD, VERIFY = "注册个人账号", "填写基本信息和业绩档案，提交审核", "业绩档案审核"
EMPLOYER, APPROVE = "注册单位账号", "审核通过用人单位"
START, PHOTO, FORM, SUBMIT = "马上申报", "上传并确认证件照", "填写申报信息和本人述职", "预览并提交"
EXAMINE, POST, PERIOD = "逐项审查", "导出公示表并公示", "五个工作日公示期满（快进）"
PASS, DEPARTMENT = "登记公示结果，审查通过", "资格审查通过"
PERSONNEL, COMMITTEE = "审查通过", "审查通过，受理"
PAY, ISSUE = "马上支付", "生成评审表"

# Process → the steps that one application and another are in the middle of: each has work for it.
KILLED: dict[str, tuple[str, str]] = {
    "postgres": (SUBMIT, DEPARTMENT),
    "epmd": (POST, PAY),
    "rabbitmq": (POST, PAY),
    "temporal": (SUBMIT, COMMITTEE),
    "seaweed": (PHOTO, SUBMIT),
    "gateway": (FORM, EXAMINE),
    "payment_channel": (PAY, SUBMIT),
    "sms_centre": (VERIFY, COMMITTEE),
    "openid_provider": (JOIN, SUBMIT),
    "identity.api": (JOIN, DEPARTMENT),
    "archive.api": (RECORD, VERIFY),
    "declaration.api": (START, SUBMIT),
    "review.api": (EXAMINE, PERSONNEL),
    "payment.api": (PAY, PAY),
    "documents.api": (PHOTO, PHOTO),
    "notification.api": (COMMITTEE, SUBMIT),
    "identity.worker": (SUBMIT, SUBMIT),
    "archive.worker": (APPROVE, SUBMIT),
    "declaration.worker": (START, DEPARTMENT),
    "review.worker": (PASS, DEPARTMENT),
    "payment.worker": (COMMITTEE, PAY),
    "documents.worker": (SUBMIT, PAY),
    "notification.worker": (VERIFY, COMMITTEE),
    "identity.relay": (EMPLOYER, APPROVE),
    "archive.relay": (VERIFY, RECORD),
    "declaration.relay": (START, START),
    "review.relay": (POST, PERSONNEL),
    "payment.relay": (PAY, PAY),
    "documents.relay": (PHOTO, PHOTO),
    "notification.relay": (COMMITTEE, PAY),
    "workflows.worker": (SUBMIT, PERIOD),
    "workflows.intake": (START, DEPARTMENT),
    "workflows.codec": (SUBMIT, PAY),
}
SMOKE = {"killed-workflows.intake", "killed-postgres", "frozen-shortly-declaration.worker"}
SHORTLY_SECONDS = 5.0


def case(name: str, fault: Fault, first: str, second: str) -> object:
    marks = [pytest.mark.smoke] if name in SMOKE else []
    return pytest.param(fault, first, second, id=name, marks=marks)


CASES = [
    case("told-twice-on-the-way", told_twice(), SUBMIT, COMMITTEE),
    case("told-twice-at-the-end", told_twice(), PAY, ISSUE),
    *(case(f"killed-{name}", killed(name), *steps) for name, steps in KILLED.items()),
    *(case(f"frozen-{name}", frozen(name), *steps) for name, steps in KILLED.items()),
    case(
        "frozen-shortly-declaration.worker", frozen("declaration.worker", SHORTLY_SECONDS), START, DEPARTMENT
    ),
    case("undelivered", undelivered(), SUBMIT, DEPARTMENT),
    *(case(f"away-{name}", away(name), SUBMIT, PERSONNEL) for name in ("postgres", "rabbitmq", "temporal")),
]


@pytest.mark.parametrize(("fault", "first", "second"), CASES)
async def test_an_application_arrives(world: World, fault: Fault, first: str, second: str) -> None:
    async with asyncio.timeout(STUCK_SECONDS), AsyncExitStack() as opened:
        journeys = [
            await opened.enter_async_context(await Journey.begin(world.house, a_cast())) for _ in range(2)
        ]
        one, other = (Walk(journey) for journey in journeys)
        await together(one.up_to(first), other.up_to(second))
        async with fault(world):
            await together(one.step(), other.step())
        await together(one.rest(), other.rest())
        await invariants.hold(world, journeys)


@pytest.mark.smoke
def test_every_process_is_killed_once(stack: Stack) -> None:
    assert set(KILLED) == set(stack.names())
