"""What every test may use. Servers are real: those of an embedded stack of the tests' own."""

import os
import sys

import pytest
import structlog
from hypothesis import HealthCheck, settings

from tests.fixtures import known
from tests.fixtures.database import database
from tests.fixtures.house import house
from tests.fixtures.people import sign_in
from tests.fixtures.stack import amqp_url, servers, stack
from tests.fixtures.storage import blobs, case_file, settings_of, temporal
from tests.fixtures.times import Times

__all__ = [
    "amqp_url",
    "blobs",
    "case_file",
    "database",
    "house",
    "servers",
    "settings_of",
    "sign_in",
    "stack",
    "temporal",
]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Times())
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    known.read_once(patch)
    # How long an example takes, or the drawing of one, is the machine's affair and fails no test.
    any_speed = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
    settings.register_profile("any-speed", settings.default, **any_speed)
    settings.load_profile("any-speed")
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    # The default draws every local variable of every frame: seconds for each planted fault.
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave at once when everything is reported: the Temporal SDK may crash while Python tidies up."""
    code = getattr(config, "exit_code", None)
    if code is not None and "temporalio" in sys.modules:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    session.config.exit_code = int(exitstatus)  # type: ignore[attr-defined]  # for the hook above
