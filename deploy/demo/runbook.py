"""The runbook of a city that joins: what `docs/onboarding.md` tells people to type, to be typed by others."""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "onboarding.md"
FENCED = re.compile(r"(?ms)^```(\w+)\n(.*?)^```$")
OPEN = re.compile(r'"待填写：([^"]*)"')
SLUG, CODE = "linjiang", 331199  # of the example


@dataclass(frozen=True)
class Runbook:
    """The page, with its example renamed where a city of this name is in use already."""

    text: str

    @classmethod
    def read(cls, number: int = 0) -> "Runbook":
        """As it stands, or for another example."""
        text = PAGE.read_text(encoding="utf-8")
        if number:
            text = text.replace(SLUG, f"{SLUG}{number}").replace(str(CODE), str(CODE - number))
        return cls(text)

    @property
    def commands(self) -> list[list[str]]:
        """What is typed into a shell, in order, without the program's name."""
        lines = [line for block in self._blocks("bash") for line in block.splitlines()]
        return [shlex.split(line.removeprefix("zhicheng ")) for line in lines]

    @property
    def officials(self) -> str:
        """The sheet of officials."""
        (sheet,) = self._blocks("csv")
        return sheet

    def _blocks(self, language: str) -> Iterator[str]:
        return (text for kind, text in FENCED.findall(self.text) if kind == language)


def answers(today: date) -> Mapping[str, str]:
    """What a city would say on the telephone, by the beginning of what is asked, as it is written in TOML."""
    return {
        "纸质评审表报送地点的地址": '"临江市滨江路1号"',
        "纸质评审表报送地点": '"临江市人才服务中心1号窗口"',
        "市本级受理点的地址": '"临江市滨江路1号"',
        "江北区受理点的地址": '"临江市江北区江北路2号"',
        "江南区受理点的地址": '"临江市江南区江南路3号"',
        "市本级受理点的电话": '"80000001"',
        "江北区受理点的电话": '"80000002"',
        "江南区受理点的电话": '"80000003"',
        "中级评审费的金额": "18000",
        "评审费的收费依据": '"省级职称评审收费标准"',
        "申报开始的日期": (today - timedelta(30)).isoformat(),
        "申报截止的日期": (today + timedelta(60)).isoformat(),
        "申报专业类别": '"监测与分析", "工程与咨询", "规划与管理"',
        "申报人员须准备的附件": '"现任专业技术资格证书、聘任证书。"',
    }


def fill_in(folder: Path, said: Mapping[str, str]) -> None:
    """Write the answers into the places that were left open."""

    def answer(found: re.Match[str]) -> str:
        return next(told for asked, told in said.items() if found[1].startswith(asked))

    for path in sorted(folder.rglob("*.toml")):
        text = path.read_text(encoding="utf-8")
        path.write_text(OPEN.sub(answer, text), encoding="utf-8")
