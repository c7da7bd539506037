"""The whole platform, to be shaken."""

from collections.abc import Iterator

import pytest

from deploy.demo import visitor
from deploy.demo.house import House
from deploy.local.stack import Stack
from tests.chaos.faults import World

PATIENCE_SECONDS = 120.0


@pytest.fixture(scope="session")
def world(stack: Stack, house: House) -> World:
    return World(stack, house)


@pytest.fixture(autouse=True)
def patient_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is away for a while may keep a page waiting longer than in a quiet house."""
    monkeypatch.setattr(visitor, "PATIENCE_SECONDS", PATIENCE_SECONDS)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How long each took, and loudly what this machine did not let us try."""
    tried = [report for kind in ("passed", "failed") for report in _of(terminalreporter, kind, "call")]
    if not tried:
        return
    terminalreporter.section("what was done to the platform, and how long until all was well")
    for report in tried:
        seconds = f"{report.duration:7.1f} s  {report.outcome:6}"
        terminalreporter.write_line(f"{seconds}  {_name(report)}", red=report.failed)
    for kind in ("skipped", "error"):
        for report in _of(terminalreporter, kind, ""):
            why = report.longrepr[2] if isinstance(report.longrepr, tuple) else kind
            terminalreporter.write_line(f"      NOT TRIED      {_name(report)}: {why}", red=True)


def _of(terminalreporter: pytest.TerminalReporter, kind: str, when: str) -> Iterator[pytest.TestReport]:
    for report in terminalreporter.stats.get(kind, []):
        if report.nodeid.startswith("tests/chaos/") and report.when.startswith(when):
            yield report


def _name(report: pytest.TestReport) -> str:
    return report.nodeid.partition("::")[2]
