"""What belongs where: SQL in the stores, Temporal's workflow API in the workflows, no domain in kit."""

import ast
import re
import tokenize
from collections.abc import Iterable
from io import StringIO

from tests.architecture.tree import PRODUCT, Source, python, texts

SQL = re.compile(
    r"""^\s*(
        select\s .*\S | insert\s+into\s | update\s+\w+\s+set\b | delete\s+from\s | truncate\s
      | (un)?listen\s+\w+\s*$ | with\s+(recursive\s+)?\w+\s+as\s*\(
      | (create|alter|drop)\s+(table|index|unique|type|view|function|sequence)\b
    )""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
ASKS_A_DATABASE = frozenset(
    {"execute", "executemany", "fetch", "fetchrow", "fetchval", "copy_records_to_table"}
)
MAY_SPEAK_SQL = re.compile(
    r"services/\w+/(\w+/)?store(\.py|/\w+\.py)"
    r"|kit/(acts|db|rows|outbox|relay|bus|rotation|exporting|kept|watching)\.py"
)
MAY_USE_WORKFLOW = re.compile(r"workflows/.+\.py|contracts/application\.py")

# The domain's words, as names or in sentences. "case" is not among them: kit.sealed keeps files of any case.
DOMAIN_WORDS = frozenset(
    """
    applicant applicants application applications appraisal archive archives clerk clerks committee committees
    declaration declarations employer employers fee fees identity official officials payment payments
    photo photos publicity qualification review reviews roster rosters submission submissions
    申报 评审 职称 用人单位 业绩 公示 缴费 主管部门 评委会 证件照
    """.split()  # noqa: SIM905 - a list to be read
)
NOT_THE_DOMAIN = re.compile(r"application/[\w.+-]+|ApplicationError")  # media types, an error of Temporal's
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def foreign_sql(source: Source) -> list[str]:
    """SQL, or a question to a database, outside the stores."""
    if MAY_SPEAK_SQL.fullmatch(source.path):
        return []
    spoken = [source.at(node) for node, text in texts(source) if SQL.match(text)]
    asked = [
        source.at(call)
        for call in source.calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in ASKS_A_DATABASE
    ]
    taken = [
        source.at(node)
        for node in source.nodes
        if isinstance(node, ast.ImportFrom) and node.module == "kit.rows"
    ]
    return sorted({*spoken, *asked, *taken})


def foreign_workflow(source: Source) -> list[str]:
    """`temporalio.workflow` where no workflow is."""
    if MAY_USE_WORKFLOW.fullmatch(source.path):
        return []
    found = []
    for node in source.nodes:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        found += [source.at(node) for name in names if name.startswith("temporalio.workflow")]
    return found


def domain_words(source: Source) -> list[str]:
    """Words of the domain in names, texts and comments."""
    found = []
    for token in tokenize.generate_tokens(StringIO(source.text).readline):
        text = NOT_THE_DOMAIN.sub("", token.string)
        words = {word.lower() for word in WORD.findall(text)} & DOMAIN_WORDS
        words |= {word for word in DOMAIN_WORDS if not word.isascii() and word in text}
        found += [f"{source.path}:{token.start[0]}: {word}" for word in sorted(words)]
    return found


def over(sources: Iterable[Source], *rules: str) -> list[str]:
    known = {"sql": foreign_sql, "workflow": foreign_workflow, "words": domain_words}
    return [line for source in sources for rule in rules for line in known[rule](source)]


def test_sql_is_spoken_in_the_stores_only() -> None:
    found = over(python("services", "workflows", "contracts", "cities", "cli", "kit"), "sql")
    assert not found


def test_sql_elsewhere_is_caught() -> None:
    code = """
        '''Select something from a list: a sentence, not a statement.'''
        WORDS = "select"
        STATEMENT = '''
            select id
            from tasks
        '''
        async def close(conn):
            await conn.execute(f"update tasks set state = {1}")
            await conn.fetchval(QUERY)
    """
    code = "\n".join(line[8:] for line in code.splitlines()[1:])
    found = foreign_sql(Source("services/review/operations/closing.py", code))
    assert found == [f"services/review/operations/closing.py:{line}" for line in (3, 8, 9)]
    assert foreign_sql(Source("services/review/operations/closing.py", "from kit.rows import insert"))
    assert not foreign_sql(Source("services/review/store/tasks.py", code))
    assert not foreign_sql(Source("services/review/tasks/store.py", code))


def test_temporals_workflow_api_stays_with_the_workflows() -> None:
    found = over(python(*PRODUCT), "workflow")
    assert not found


def test_the_workflow_api_elsewhere_is_caught() -> None:
    code = (
        "from temporalio import activity, workflow\n"
        "import temporalio.workflow\n"
        "from temporalio.workflow import defn\n"
    )
    assert len(foreign_workflow(Source("services/review/activities.py", code))) == 3
    assert not foreign_workflow(Source("workflows/season/workflow.py", code))
    assert not foreign_workflow(Source("contracts/application.py", code))


def test_kit_knows_no_word_of_the_domain() -> None:
    found = over(python("kit"), "words")
    assert not found


def test_a_word_of_the_domain_is_caught() -> None:
    code = 'TYPE = "application/json"\ndef settle_fee(): ...\nclass PaymentPage: ...\n# 申报\n"an employer"\n'
    found = domain_words(Source("kit/pages.py", code))
    assert [line.split(": ")[1] for line in found] == ["fee", "payment", "申报", "employer"]
