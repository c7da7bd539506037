"""One fault at a time while two applications are on their way: neither is lost, doubled or stuck."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from deploy.demo.journey import Journey
from deploy.local.stack import Stack
from kit.process import together
from tests.chaos import invariants
from tests.chaos.faults import Fault, World, away, killed, told_twice
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

# Process → the steps that one application and another are in the middle of, seconds into the step.
KILLED: dict[str, tuple[str, str, float]] = {
    "postgres": (SUBMIT, DEPARTMENT, 0.3),
    "epmd": (POST, PAY, 0.1),
    "rabbitmq": (POST, PAY, 0.1),
    "temporal": (SUBMIT, COMMITTEE, 0.3),
    "seaweed": (PHOTO, SUBMIT, 0.3),
    "gateway": (FORM, EXAMINE, 0.1),
    "payment_channel": (PAY, SUBMIT, 0.2),
    "sms_centre": (VERIFY, COMMITTEE, 0.3),
    "identity.api": (JOIN, DEPARTMENT, 0.1),
    "archive.api": (RECORD, VERIFY, 0.2),
    "declaration.api": (START, SUBMIT, 0.2),
    "review.api": (EXAMINE, PERSONNEL, 0.2),
    "payment.api": (PAY, PAY, 0.3),
    "documents.api": (PHOTO, PHOTO, 0.2),
    "notification.api": (COMMITTEE, SUBMIT, 0.1),
    "identity.worker": (SUBMIT, SUBMIT, 0.2),
    "archive.worker": (APPROVE, SUBMIT, 0.2),
    "declaration.worker": (START, DEPARTMENT, 0.4),
    "review.worker": (PASS, DEPARTMENT, 0.5),
    "payment.worker": (COMMITTEE, PAY, 0.6),
    "documents.worker": (SUBMIT, PAY, 0.6),
    "notification.worker": (VERIFY, COMMITTEE, 0.5),
    "identity.relay": (EMPLOYER, APPROVE, 0.1),
    "archive.relay": (VERIFY, RECORD, 0.2),
    "declaration.relay": (START, START, 0.1),
    "review.relay": (POST, PERSONNEL, 0.2),
    "payment.relay": (PAY, PAY, 0.4),
    "documents.relay": (PHOTO, PHOTO, 0.5),
    "notification.relay": (COMMITTEE, PAY, 0.4),
    "workflows.worker": (SUBMIT, PERIOD, 0.3),
    "workflows.intake": (START, DEPARTMENT, 0.2),
    "workflows.codec": (SUBMIT, PAY, 0.1),
}
SMOKE = {"killed-declaration.worker", "killed-workflows.intake", "killed-postgres"}


def case(name: str, fault: Fault, first: str, second: str) -> object:
    marks = [pytest.mark.smoke] if name in SMOKE else []
    return pytest.param(fault, first, second, id=name, marks=marks)


AWAY = ("postgres", "rabbitmq", "temporal")
CASES = [
    case("told-twice-on-the-way", told_twice(0.2), SUBMIT, COMMITTEE),
    case("told-twice-at-the-end", told_twice(0.2), PAY, ISSUE),
    *(case(f"killed-{name}", killed(name, after), *steps) for name, (*steps, after) in KILLED.items()),
    *(
        case(f"away-{name}", away(name, 0.2), SUBMIT, PERSONNEL)
        for name in ("postgres", "rabbitmq", "temporal")
    ),
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
