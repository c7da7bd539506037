"""The tree stands on its own ground: it names no folder of the machine on which it was written."""

import re
from collections.abc import Iterable

from tests.architecture.tree import ROOT, Source, files

# Written in pieces, so that this file does not catch itself.
OUTSIDE = re.compile(
    "|".join((r"\.\./" + "shared", r"(?<![\w.-])/work" + "/", r"(?<![\w.-])/root" + "/", r"/home" + r"/\w+/"))
)
MIRROR = re.compile(r"https?://(?!pypi\.org/|files\.pythonhosted\.org/|registry\.npmjs\.org/)[^\s\"']+")
TEXT = (
    ".py",
    ".md",
    ".toml",
    ".html",
    ".sql",
    ".typ",
    ".json",
    ".js",
    ".mjs",
    ".scss",
    ".example",
    "Makefile",
)
RECORDED = "tests/workflow/histories/"  # base64 may say anything


def outside(sources: Iterable[Source]) -> list[str]:
    """Places where a folder outside the tree is named."""
    return [
        f"{source.path}:{source.text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for source in sources
        for match in OUTSIDE.finditer(source.text)
    ]


def mirrors(lock: Source) -> list[str]:
    """Addresses in a lock file that only some machines can reach."""
    return [f"{lock.path}: {address}" for address in MIRROR.findall(lock.text)]


def texts() -> list[Source]:
    paths = [path for path in (*files(), ".env.example", ".ci/run") if path.endswith((*TEXT, "run"))]
    kept = [path for path in paths if not path.startswith(RECORDED)]
    return [Source(path, (ROOT / path).read_text(encoding="utf-8")) for path in kept]


def test_no_folder_outside_the_tree_is_named() -> None:
    found = outside(texts())
    assert not found


def test_a_folder_outside_the_tree_is_caught() -> None:
    planted = (
        "see ../" + "shared/design.md",
        "cd /wo" + "rk/main",
        "open('/ho" + "me/ann/x')",
        "/roo" + "t/.cache",
        "the homework/work and /network/",
    )
    found = outside(Source(f"docs/{number}.md", text) for number, text in enumerate(planted))
    assert [line.split(":")[0] for line in found] == [f"docs/{number}.md" for number in range(4)]


def test_the_lock_file_leads_to_the_public_indexes() -> None:
    lock = Source("uv.lock", (ROOT / "uv.lock").read_text(encoding="utf-8"))
    assert not mirrors(lock)
    resolved = re.findall(r'"resolved": "([^"]*)"', (ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert not mirrors(Source("package-lock.json", "\n".join(resolved)))


def test_a_mirror_in_a_lock_file_is_caught() -> None:
    lock = 'url = "https://files.pythonhosted.org/a.whl"\nregistry = "http://10.0.0.1:8081/simple"\n'
    assert mirrors(Source("uv.lock", lock)) == ["uv.lock: http://10.0.0.1:8081/simple"]
