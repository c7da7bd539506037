"""The folder of a city that joins: what can be said is written, what only the city knows is left open."""

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from cities.rows import SLUG
from kit.errors import Fault, Invalid

HERE = Path(__file__).parent
BLANK = HERE / "blank"
SHARED = ("messages.toml", "reasons.toml", "opinions.toml")  # the province's words, the same in most cities
WORD = re.compile(r"[^\"\\\x00-\x1f$]{1,60}")
# Each file of a city out of its parts; those of a county stand once for each.
PARTS: Mapping[str, tuple[str, ...]] = {
    "city.toml": ("city.toml", "city.county", "city.end"),
    "offices.toml": ("offices.toml", "offices.county"),
    "acceptance_points.toml": ("acceptance_points.toml", "acceptance_points.county"),
    "routes.toml": ("routes.toml", "routes.counties"),
    "fees.toml": ("fees.toml",),
    "plans/{plan}.toml": ("plan.toml",),
}


class NotFounded(Invalid):
    """这座城市的目录不能这样建立，请改正后再试。"""


@dataclass(frozen=True, kw_only=True)
class Founding:
    """What has to be known of a city before its folder is written."""

    name: str
    code: str
    field: str  # of the profession that its first plan is for: 生态环境
    department: str  # the slug of the competent department
    year: int
    area_code: str = ""
    counties: Mapping[str, str]  # name by slug

    @property
    def plan(self) -> str:
        """The id of its first plan."""
        return f"{self.year}-{self.department}-engineer"


def found_city(folder: Path, founding: Founding, like: Path = HERE / "shaoxing") -> list[Path]:
    """Write the folder; the texts that cities share are copied from another. Which files there are."""
    if faults := list(_faults(folder, founding)):
        raise NotFounded(faults=faults)
    texts = {name.format(plan=founding.plan): _text(parts, founding) for name, parts in PARTS.items()}
    (folder / "plans").mkdir(parents=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name in SHARED:
        shutil.copyfile(like / name, folder / name)
    return [folder / name for name in (*texts, *SHARED)]


def _text(parts: Iterable[str], founding: Founding) -> str:
    return "".join(_part(part, founding) for part in parts)


def _part(part: str, founding: Founding) -> str:
    template = Template((BLANK / f"{part}.in").read_text(encoding="utf-8"))
    words = {
        "name": founding.name,
        "code": founding.code,
        "field": founding.field,
        "department": founding.department,
        "year": str(founding.year),
        "area_code": f'area_code = "{founding.area_code}"\n' if founding.area_code else "",
    }
    if part.endswith(".county"):
        counties = founding.counties.items()
        return "".join(template.substitute(words, county_slug=slug, county=name) for slug, name in counties)
    if part.endswith(".counties") and not founding.counties:
        return ""
    return template.substitute(words)


def _faults(folder: Path, founding: Founding) -> Iterator[Fault]:
    """What a file would be spoilt by; the rest is for `check`, which sees the whole."""
    if folder.exists():
        yield Fault(field="folder", message=f"{folder} 已经存在，请换一个目录")
    for slug in (folder.name, founding.department, *founding.counties):
        if not re.fullmatch(SLUG, slug):
            yield Fault(field="slug", message=f"“{slug}”应只含小写字母、数字和连字符，请改正")
    optional = filter(None, [founding.area_code])
    for word in (founding.name, founding.code, founding.field, *optional, *founding.counties.values()):
        if not WORD.fullmatch(word):
            yield Fault(field="name", message=f"“{word}”应为 1 至 60 个字，不含引号、反斜杠等符号，请改正")
