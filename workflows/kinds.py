"""Every kind of workflow that our worker runs, and what replays their histories with today's code."""

from typing import Any

from temporalio.converter import DataConverter
from temporalio.worker import Replayer

from workflows.application.workflow import Application
from workflows.authorisation.workflow import Authorisation
from workflows.desk.workflow import Desk
from workflows.erasure.workflow import Erasure
from workflows.preview.workflow import Preview
from workflows.refusal.workflow import HeldRefusal
from workflows.remedy.workflow import Remedy
from workflows.season.workflow import Season
from workflows.stuck.workflow import Survey

WORKFLOWS: tuple[type, ...] = (
    Application,
    Authorisation,
    Desk,
    Erasure,
    HeldRefusal,
    Preview,
    Remedy,
    Season,
    Survey,
)


def replayer(converter: DataConverter, **options: Any) -> Replayer:
    """What runs histories of any kind; a history that today's code would not make is an error."""
    return Replayer(**{"workflows": WORKFLOWS, "data_converter": converter, **options})
