"""Read a TOML file into a model; every fault comes back with its file, place and remedy."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)

REMEDIES = {
    "missing": "缺少此项，请补上",
    "extra_forbidden": "没有这一项，请核对拼写或删除",
    "date_type": "应为日期，不加引号，不带时间，例如 2027-01-01",
    "datetime_type": "应为日期和时间，例如 2022-07-01T09:00:00",
    "time_type": "应为时间，例如 17:00:00",
    "string_type": "应为加引号的文字",
    "int_type": "应为整数，不加引号",
    "decimal_type": "应为带小数点的数字，不加引号，例如 0.65",
    "finite_number": "应为普通数字，例如 0.65",
    "bool_type": "应为 true 或 false",
    "list_type": "应为列表，写成 [ … ]",
    "tuple_type": "应为列表，写成 [ … ]",
    "dict_type": "应为一组“名称 = 值”",
    "model_type": "应为一组“名称 = 值”",
    "string_too_short": "不能为空",
    "too_short": "不能为空",
}
LIMITS = {
    "greater_than": ("应大于 {}", "gt"),
    "greater_than_equal": ("应不小于 {}", "ge"),
    "less_than": ("应小于 {}", "lt"),
    "less_than_equal": ("应不大于 {}", "le"),
    "string_pattern_mismatch": ("格式不对，应符合 {}", "pattern"),
    "string_too_long": ("最多 {} 个字", "max_length"),
    "too_long": ("最多 {} 项", "max_length"),
    "literal_error": ("只能是 {} 之一", "expected"),
    "enum": ("只能是 {} 之一", "expected"),
}


@dataclass(frozen=True)
class FileFault:
    """One thing that is wrong in a file, where it stands, and what to do about it."""

    file: str
    place: str
    remedy: str

    def __str__(self) -> str:
        """Show the fault as one line."""
        return f"{self.file}：{self.place}：{self.remedy}" if self.place else f"{self.file}：{self.remedy}"


def read(path: Path, model: type[Model], name: str = "") -> tuple[Model | None, list[FileFault]]:
    """Read `path` as `model`; without a model there is at least one fault."""
    name = name or path.name
    try:
        return parse(path.read_bytes(), model, name)
    except FileNotFoundError:
        return None, [FileFault(name, "", "缺少这个文件，请新建")]
    except OSError as error:
        return None, [FileFault(name, "", f"无法读取（{error.strerror}），请检查路径和权限")]


def parse(content: bytes, model: type[Model], name: str) -> tuple[Model | None, list[FileFault]]:
    """Read the bytes of a file called `name` as `model`."""
    try:
        values = tomllib.loads(content.decode(), parse_float=Decimal)
        return model.model_validate(_frozen(values), strict=True), []
    except UnicodeDecodeError:
        return None, [FileFault(name, "", "不是 UTF-8 文本，请另存为 UTF-8 编码")]
    except tomllib.TOMLDecodeError as error:
        return None, [FileFault(name, "", f"不是有效的 TOML，请按提示改正：{error}")]
    except ValidationError as error:
        return None, [_fault(name, one) for one in error.errors(include_url=False)]


def _frozen(value: Any) -> Any:
    """Turn lists into tuples: what a frozen model holds, checked strictly."""
    if isinstance(value, dict):
        return {key: _frozen(one) for key, one in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _fault(name: str, error: Any) -> FileFault:
    return FileFault(name, _place(error["loc"]), _remedy(error["type"], error))


def _place(location: tuple[int | str, ...]) -> str:
    place = ""
    for step in location:
        place += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return place.removeprefix(".")


def _remedy(kind: str, error: Any) -> str:
    context = error.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind in LIMITS:
        text, key = LIMITS[kind]
        return text.format(context.get(key, ""))
    return REMEDIES.get(kind, str(error["msg"]))
