"""Where the processes of the embedded stack tell their metrics: nowhere, unless told from which port on."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace

from deploy.local.process import Process

VARIABLE = "ZHICHENG_METRICS_BASE"
SDK_AFTER = 300  # so many ports after a process's own is that of the Temporal SDK in it


def chosen_base() -> int | None:
    """Return the port that the environment names, if it names one."""
    named = os.environ.get(VARIABLE, "").strip()
    return int(named) if named else None


def told(base: int, processes: Sequence[Process]) -> Iterator[Process]:
    """Tell each where to tell its metrics, as containers are told, from this port on in this order."""
    for port, process in enumerate(processes, base):
        prefix = process.name.partition(".")[0].upper()
        ports = {"METRICS_PORT": port, "TEMPORAL_METRICS_PORT": port + SDK_AFTER} if base else {}
        settings = {f"{prefix}_{name}": str(number) for name, number in ports.items()}
        yield replace(process, environment={**process.environment, **settings})
