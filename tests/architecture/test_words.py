"""Words for people are plain: no names of encodings, formats and digests; sizes and days in one way."""

import re
from collections.abc import Iterator

from tests.architecture.tree import Source, files, read, texts

CHINESE = re.compile(r"[\u4e00-\u9fff]")
OLD = {
    "a format's name, where the name of the file says it": re.compile(r"JSON|CSV|UTF-8|GB18030|UUID"),
    "a digest": re.compile(r"SHA-?\d+"),
    "a size other than 5MB": re.compile(r"\d \}?[KM](?![A-Za-z])"),
    "pixels other than 5000 万像素": re.compile(r"百万像素"),
    "another word of docs/glossary.md": re.compile(r"起始时间|申报类型"),
}
# A day that a page shows comes from the filters; only what is typed or a name of a file is written otherwise.
DAY = re.compile(r"%Y-%m-%d")
SHOWN = ("services", "kit/web", "contracts", "cities")


def said(source: Source) -> Iterator[tuple[int, str]]:
    """What a file says in Chinese, with its line."""
    if source.path.endswith(".py"):
        yield from ((node.lineno, text) for node, text in texts(source) if CHINESE.search(text))
    else:
        lines = enumerate(source.text.splitlines(), start=1)
        yield from ((number, line) for number, line in lines if CHINESE.search(line))


def unplain(source: Source) -> list[str]:
    """Words that people should not meet."""
    found = [
        f"{source.path}:{line}: {why}"
        for line, text in said(source)
        for why, old in OLD.items()
        if old.search(text)
    ]
    if source.path.endswith("/views.py") and DAY.search(source.text):
        found.append(f"{source.path}: a day other than 2029年11月28日")
    return found


def test_words_for_people_are_plain() -> None:
    paths = [path for ending in (".py", ".html", ".typ", ".toml") for path in files(*SHOWN, ending=ending)]
    assert paths
    assert not [line for path in paths for line in unplain(read(path))]


def test_words_that_are_not_plain_are_caught() -> None:
    page = Source("services/a/templates/a.html", "<p>JSON 格式，最大 5 M</p>\n<p>accept=.json</p>\n")
    assert len(unplain(page)) == 2
    code = '"""JSON 文件."""\nA = "校验值 SHA-256"\nB = f"{day:%Y-%m-%d}"\n'
    assert len(unplain(Source("services/a/web/views.py", code))) == 2
    assert not unplain(Source("services/a/b.py", 'A = "最大 5MB，5000 万像素"\nB = "JSON"\n'))
