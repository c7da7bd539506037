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
# What is a word of docs/glossary.md for one thing, and stands nowhere for another. The reason is beside it;
# what the source itself, an official form or a name of a thing says otherwise is in KEPT.
OTHERS = (
    ("services/review", "核验|审核", "a declaration is 审查"),
    ("services/declaration", "审核", "a declaration is 审查; an archive is 审核, its items 核验"),
    ("services/payment", "核验|审核", "the committee's office speaks of 审核通过 alone (source.txt, A9)"),
    ("services/archive", "审查", "an archive is 审核, its items 核验"),
    ("services/notification", "审查|核验", "messages say 审核 of archive and unit, 审查 is the offices' own"),
    ("", "不清楚", "a finding is 材料不清; 不清楚 is said of what somebody does not know"),
    ("", "现任专业技术职务|现任职称", "现任专业技术资格, as its certificate is called (A8.1)"),
    ("", "管理部门", "主管部门、人力社保部门 and 评委会办公室 together are 审核部门"),
    ("", "本服务(?!器)|本系统|评审服务(?!管理平台)", "what people use is the 平台"),
    ("", "人社部门", "人力社保部门, as the notice and the way of a case call it"),
    ("", "申报类型|申报类别", "the way to declare is 申报方式"),
)
KEPT = re.compile(
    r"业绩档案审核|审核推荐|用人单位审核|资格审查|审核部门|审核通过|没有通过审核|审核后有修改的，须重新提交审核|审核盖章"
    r"|真实性、准确性进行审核，并对审核结果负责|真实性、准确性进行审核|审核承诺"
    r"|不清楚单位属于哪个地区"
    r"|人社部门意见"  # a narrow column of the printed form
    r'|现任专业技术职务及任职时间|line-of\("现任专业技术职务"'  # the printed form as the province has it
)
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


def mistaken(source: Source) -> list[str]:
    """Words that stand for another thing than the glossary says."""
    told = [(line, KEPT.sub("", text)) for line, text in said(source)]
    return [
        f"{source.path}:{line}: {word}: {why}"
        for room, words, why in OTHERS
        if source.path.startswith(room)
        for line, text in told
        for word in re.findall(words, text)
    ]


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


def test_one_word_stands_for_one_thing() -> None:
    paths = [path for ending in (".py", ".html", ".typ", ".toml") for path in files(*SHOWN, ending=ending)]
    assert not [line for path in paths for line in mistaken(read(path))]


def test_another_word_is_caught() -> None:
    page = "<p>等待用人单位审核</p>\n<p>本环节审核意见：不清楚</p>\n"
    assert len(mistaken(Source("services/review/a.html", page))) == 2
    assert len(mistaken(Source("services/archive/a.py", 'A = "现任专业技术职务，待审查"\n'))) == 2
    assert len(mistaken(Source("kit/web/a.html", "<p>本服务：审核部门登录</p>\n<p>管理部门登录</p>\n"))) == 2
    assert not mistaken(Source("services/identity/a.py", 'A = "职称申报资格审查，业绩档案审核"\n'))


def test_words_that_are_not_plain_are_caught() -> None:
    page = Source("services/a/templates/a.html", "<p>JSON 格式，最大 5 M</p>\n<p>accept=.json</p>\n")
    assert len(unplain(page)) == 2
    code = '"""JSON 文件."""\nA = "校验值 SHA-256"\nB = f"{day:%Y-%m-%d}"\n'
    assert len(unplain(Source("services/a/web/views.py", code))) == 2
    assert not unplain(Source("services/a/b.py", 'A = "最大 5MB，5000 万像素"\nB = "JSON"\n'))
