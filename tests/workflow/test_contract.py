"""What services are promised of the workflow is what the workflow does."""

import inspect

import pytest

from contracts.application import Application as Stub
from workflows.application.workflow import Application


@pytest.mark.parametrize("name", ["submit", "withdraw"])
def test_the_stub_and_the_workflow_agree(name: str) -> None:
    promised, done = (inspect.signature(getattr(kind, name)) for kind in (Stub, Application))
    assert promised == done
