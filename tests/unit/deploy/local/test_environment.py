"""Settings of processes: each has its own secrets and no other's."""

from dataclasses import replace
from pathlib import Path

import pytest
from dotenv import dotenv_values

from deploy.local import environment
from deploy.local.ports import Ports
from deploy.local.services import SERVICES
from deploy.local.site import Site
from deploy.local.surroundings import surroundings
from deploy.local.table import table


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site.open(tmp_path_factory.mktemp("state"), Ports(26000))


def test_a_service_knows_its_own_secrets_only(site: Site) -> None:
    told = {service: str(environment.environment(site, service)) for service in SERVICES}
    private = str(site.credentials.session_key["d"])

    for service, text in told.items():
        for other, password in site.credentials.postgres.items():
            assert (password in text) is (other == service)
        for other, key in site.credentials.s3.items():
            assert (key.secret in text) is (other == service)
        assert (private in text) is (service == "identity")
        assert (site.credentials.payment.api_key in text) is (service == "payment")


def test_the_file_says_what_the_processes_are_told(site: Site) -> None:
    environment.write(site)
    file = site.state / "env"

    written = dotenv_values(file, interpolate=False)
    assert file.stat().st_mode & 0o777 == 0o600
    for program in (*SERVICES, *environment.SIMULATORS, environment.WORKFLOWS):
        for name, value in environment.environment(site, program).items():
            assert written[name] == value, name


def test_nothing_of_the_shell_reaches_a_process(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "PGHOST", "RABBITMQ_NODENAME", "PYTHONPATH", "ZHICHENG_STATE"):
        monkeypatch.setenv(name, "of the shell")

    assert "of the shell" not in surroundings(site, "home").values()


def test_every_service_has_its_three_processes_and_each_tells_when_it_is_ready(site: Site) -> None:
    processes = {process.name: process for process in table(site)}

    for service in SERVICES:
        for role in ("api", "worker", "relay"):
            process = processes[f"{service}.{role}"]
            ready = process.environment[f"{service.upper()}_READY_FILE"]
            assert Path(ready) == process.ready_file
    names = [process.ready_file for process in processes.values() if process.ready_file]
    assert len(set(names)) == len(names)


def test_passwords_are_cheap_in_tests_only(site: Site) -> None:
    for_tests = environment.environment(replace(site, durable=False), "identity")

    assert "IDENTITY_PASSWORD_MEMORY_KIB" in for_tests
    assert not [name for name in environment.environment(site, "identity") if "PASSWORD_" in name]


def test_a_place_is_taken_up_again_as_it_was_left(site: Site) -> None:
    again = Site.reopen(site.state)

    assert (again.ports, again.durable) == (site.ports, site.durable)
    assert again.credentials == site.credentials
