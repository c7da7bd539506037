"""An app that shows every component, for the tests and for the gallery."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from markupsafe import Markup
from starlette.requests import Request

from kit.errors import Fault
from kit.stretch import Mark, Stretch
from kit.web import pages
from kit.web.forms import Form

AT = datetime(2022, 9, 28, 7, 4, tzinfo=UTC)
TEMPLATES = Path(__file__).parent / "templates"
STRETCH: Stretch[Any] = Stretch([], Mark(AT, UUID(int=7)), is_first=False)
SPECIALTIES = [("1", "监测与分析"), ("2", "工程与咨询"), ("3", "规划与管理")]
ESSAY = "主持完成三项大气污染源监测项目。\n  其中一项获省级奖励。"

FILLED: dict[str, Any] = {
    "version": 3,
    "name": "张三",
    "id_number": "330602198508151234",
    "fee": "280",
    "born": date(1985, 8, 15),
    "obtained": "200808",
    "essay": ESSAY,
    "kind": "landmark",
    "landmark": "首创方法\n  已推广",
    "sex": "f",
    "extras": ["short"],
    "pledge": True,
    "specialty": "2",
    "employer": "绍兴市某某环境检测有限公司",
}
FAULTS = [
    Fault(field="name", message="请填写姓名"),
    Fault(field="id_number", message="身份证号码应为 18 位"),
    Fault(field="id_number", message="校验码不正确"),
    Fault(field="password", message="密码至少 8 位"),
    Fault(field="born", message="出生日期应为真实的日期"),
    Fault(field="essay", message="本人述职超出 1 字"),
    Fault(field="kind", message="请选择申报类型"),
    Fault(field="extras", message="请选择一项"),
    Fault(field="pledge", message="请勾选承诺"),
    Fault(field="specialty", message="请选择申报专业类别"),
    Fault(field="photo", message="照片为 12KB，应大于 30KB 且小于 1MB"),
    Fault(field="", message="业绩档案尚未通过用人单位审核"),
]


def an_app() -> FastAPI:
    """An app with our pages and the samples' templates."""
    app = FastAPI()
    pages.setup(app, [TEMPLATES])
    return app


def a_session(role: str = "applicant", name: str = "张三") -> SimpleNamespace:
    """Who is signed in."""
    return SimpleNamespace(role=role, name=name)


def a_request(
    path: str = "/declarations", query: str = "", session: object = None, app: FastAPI | None = None
) -> Request:
    """A request as the server makes it."""
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": [],
            "app": app or an_app(),
            "state": {"session": session},
        }
    )


def gallery(form: Form) -> dict[str, Any]:
    """What the page of fields shows."""
    below = pages.environment().from_string("{{ ui.area(form, 'landmark', '标志性业绩') }}")
    return {
        "form": form,
        "specialties": SPECIALTIES,
        "extras": [("short", "后学历/学位取得时间不满2年"), ("again", "再次通过中级申报")],
        "kinds": [
            ("normal", "正常申报"),
            {"value": "transfer", "text": "转评", "hint": "从其他系列转入"},
            {
                "value": "landmark",
                "text": "标志性业绩直接申报",
                "opens": Markup(below.render(form=form)),  # noqa: S704 - rendered above
            },
        ],
    }


def status() -> dict[str, Any]:
    """What the status page shows."""
    return {
        "at": AT,
        "midnight": datetime(2022, 10, 12, 16, tzinfo=UTC),
        "day": date(2022, 10, 11),
        "essay": ESSAY,
        "tasks": [
            {"title": "个人基本信息", "href": "/archive/basic", "status": ("已完成", "good")},
            {"title": "证件照", "href": "/documents/photo", "status": ("待完成", "todo"), "hint": "白底"},
            {"title": "提交", "status": ("暂不能开始", "neutral")},
        ],
        "rows": [
            ("姓名", "张三"),
            ("单位", "绍兴市某某环境检测有限公司", "/archive/basic"),
            ("单位考核情况", ["2019合格", "2020优秀", "2021合格"], "/archive/basic#appraisal"),
            ("获奖", None, "/archive/records"),
            ("学时", 95),
        ],
        "blocks": [
            SimpleNamespace(
                heading="论文",
                entries=[
                    SimpleNamespace(label="论文题目", shape="text", value="蓝藻水华的遥感监测"),
                    SimpleNamespace(label="发表时间", shape="month", value="202003"),
                ],
                files=[SimpleNamespace(id="1", name="封面.pdf", pages=2, sha256="0" * 64)],
            ),
            SimpleNamespace(
                heading="", entries=[SimpleNamespace(label="述职", shape="long", value=ESSAY)], files=[]
            ),
        ],
        "changes": [
            SimpleNamespace(
                label="发表时间",
                before=SimpleNamespace(shape="month", value="202003"),
                after=SimpleNamespace(shape="month", value="202103"),
                heading="论文",
            ),
            SimpleNamespace(
                label="论文：新论文",
                before=None,
                after=SimpleNamespace(shape="text", value="新增"),
                heading="",
            ),
        ],
        "entries": [
            {
                "title": "用人单位退回修改",
                "who": "绍兴市某某环境检测有限公司 李四",
                "at": AT,
                "text": "请补充聘任证书。",
            },
            {"title": "提交申报", "who": "张三", "at": AT},
        ],
    }


SAMPLES: Mapping[str, tuple[str, dict[str, Any]]] = {
    "empty": ("web/gallery.html", gallery(Form())),
    "filled": ("web/gallery.html", gallery(Form(FILLED))),
    "refused": ("web/gallery.html", gallery(Form({**FILLED, "name": ""}, FAULTS))),
    "status": ("web/status.html", status()),
    "desk": (
        "web/desk.html",
        {"at": AT, "day": date(2022, 10, 11), "specialties": SPECIALTIES, "stretch": STRETCH},
    ),
}
