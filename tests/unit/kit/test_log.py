"""What the log says of a crash, and what it never says."""

import subprocess
import sys

import pytest

CRASH = """
import sys
import structlog
from kit import log

def crash(id_number):
    raise KeyError("field")

log.configure("test", sys.argv[1])
try:
    crash("330602198001010011")
except KeyError:
    structlog.get_logger().exception("crashed", mobile="13800000000", application_id="a1")
"""


@pytest.mark.parametrize("style", ["console", "json"])
def test_a_crash_is_told_without_anybodys_data(style: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", CRASH, style], capture_output=True, text=True, check=True
    ).stdout
    assert "crashed" in told
    assert "KeyError" in told
    assert "a1" in told
    assert "330602198001010011" not in told.replace('crash("330602198001010011")', "")
    assert "13800000000" not in told
