"""What processes of a cluster are told: the same as in the embedded stack, secrets by reference."""

import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from dotenv import dotenv_values

from deploy.containers import cluster, cluster_secrets
from deploy.containers.capacity import CITY
from deploy.containers.cluster_secrets import AGREED, PROGRAMS, TOLD, Incomplete, secret, secrets
from deploy.local.environment import WORKFLOWS, environment
from deploy.local.site import CHECKOUT, Site
from kit.session import public_keys
from tests.architecture.test_settings import processes as kinds
from tests.architecture.test_settings import wanted
from tests.unit.deploy.chart.rendering import Thing, containers, of_kind, pods, rendered, things

PUBLIC = "https://zhicheng.example"
CONTRACT = """
PAYMENT_CHANNEL_URL=https://channel.example
PAYMENT_CHANNEL_KEYS='{"k": "-----BEGIN PUBLIC KEY-----"}'
PAYMENT_CHANNEL_API_KEY=00000000000000000000000000000000
PAYMENT_APP_ID=wx0
PAYMENT_MERCHANT_ID=160
PAYMENT_MERCHANT_SERIAL=A0
PAYMENT_MERCHANT_KEY="-----BEGIN PRIVATE KEY-----\\n-----END PRIVATE KEY-----"
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """An installation whose operator has a contract with the payment channel."""
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "own").mkdir()
    (folder / "own/payment.env").write_text(CONTRACT)
    cluster_secrets.write(folder, PUBLIC, CITY)
    return Site.open(folder, cluster.Cluster(public_url=PUBLIC))


def told(made: tuple[Thing, ...], program: str) -> dict[str, str]:
    """What the chart tells a program by itself: the same in each of its pods."""
    names = [name for name, _ in pods(made) if name.startswith(f"{program}-")]
    found = [
        {one["name"]: one["value"] for one in container["env"]}
        for name, pod in pods(made)
        if name in names
        for container in containers(pod)
    ]
    assert found
    assert all(one == found[0] for one in found)
    return found[0]


def test_the_chart_and_the_secrets_tell_all_that_is_required(site: Site) -> None:
    required = {
        str(kind.model_config.get("env_prefix")): {name for name, free in wanted([kind]).items() if not free}
        for kind in kinds()
    }
    for program in PROGRAMS:
        prefix, by_chart, by_secret = f"{program}_".upper(), told(things(), program), secret(site, program)
        assert {name.removeprefix(prefix) for name in by_chart} <= TOLD
        assert not by_chart.keys() & by_secret.keys()
        assert required[prefix] <= {*by_chart, *by_secret}
        local = {
            name
            for name in environment(site, program)
            if not name.removeprefix(prefix).startswith(AGREED.get(program, (" ",)))
        }
        assert local <= {*by_chart, *by_secret, "WORKFLOWS_IS_CURRENT"}  # there a step of the release does it


def test_settings_are_the_embedded_stacks_with_other_addresses(site: Site) -> None:
    made = rendered("--set", f"publicUrl={PUBLIC}")
    for program in PROGRAMS:
        prefix, by_chart, meant = f"{program}_".upper(), told(made, program), environment(site, program)
        for name in (
            "TEMPORAL_ADDRESS",
            "TEMPORAL_NAMESPACE",
            "BLOB_ENDPOINT",
            "BLOB_BUCKET_PREFIX",
            "PUBLIC_URL",
        ):
            if f"{prefix}{name}" in meant:
                assert by_chart[f"{prefix}{name}"] == meant[f"{prefix}{name}"]


def _secret_names(program: str) -> Iterator[str]:
    module = program if program == WORKFLOWS else f"services.{program}"
    for name, field in import_module(f"{module}.settings").Settings.model_fields.items():
        if "SecretStr" in str(field.annotation):
            yield name.upper()


def test_nothing_secret_is_a_value_of_the_chart() -> None:
    schema = json.loads((CHECKOUT / "deploy/chart/values.schema.json").read_text(encoding="utf-8"))
    settings = schema["properties"]["programs"]["additionalProperties"]["properties"]["settings"]
    refused = settings["propertyNames"]["not"]["pattern"]
    for program in PROGRAMS:
        found = set(_secret_names(program))
        assert {"AMQP_URL", "PAYLOAD_KEYS"} <= found
        assert not found & TOLD
        assert all(re.search(refused, name) for name in found)


def test_every_secret_that_is_asked_for_is_made(site: Site) -> None:
    asked = {
        one["secretRef"]["name"]
        for _, pod in pods(things())
        for container in containers(pod)
        for one in container.get("envFrom", ())
    }
    made = {
        one["metadata"]["name"]: one for one in json.loads((site.state / "apply.json").read_text())["items"]
    }

    assert asked == {
        name for name, one in made.items() if one["metadata"]["namespace"] == cluster_secrets.OURS
    }
    assert (site.state / "apply.json").stat().st_mode & 0o777 == 0o600


def test_what_was_agreed_is_the_operators_own(site: Site, tmp_path: Path) -> None:
    own = dotenv_values(site.state / "own/payment.env", interpolate=False)
    assert own.items() <= secret(site, "payment").items()
    assert not [name for name in secret(site, "identity") if "OPENID" in name or "REGISTERS" in name]

    nobody = Site.open(tmp_path, cluster.Cluster(public_url=PUBLIC))
    with pytest.raises(Incomplete, match=r"own/payment\.env lacks PAYMENT_APP_ID PAYMENT_CHANNEL_API_KEY"):
        list(secrets(nobody))


def test_the_keys_fit_one_another(site: Site) -> None:
    [signs] = json.loads(secret(site, "review")["REVIEW_SESSION_KEYS"])["keys"]
    private = json.loads(secret(site, "identity")["IDENTITY_SESSION_PRIVATE_KEY"])
    assert signs["x"] == private["x"]
    assert public_keys(secret(site, "review")["REVIEW_SESSION_KEYS"])
    assert len({secret(site, program)[f"{program}_PAYLOAD_KEYS".upper()] for program in PROGRAMS}) == 1


def test_servers_are_where_the_secrets_say() -> None:
    values = yaml.safe_load((CHECKOUT / "deploy/chart/values.yaml").read_text(encoding="utf-8"))
    servers = values["servers"]
    assert servers.keys() == cluster.SERVERS.keys()
    for name, host in cluster.SERVERS.items():
        assert servers[name].get("host", host) == host
        assert f"{host}:{servers[name]['port']}" == cluster.Cluster().address(name)


def test_the_command_line_is_told_everything() -> None:
    [container] = containers(of_kind("Deployment", things())["command"]["spec"]["template"])
    asked = {one["secretRef"]["name"] for one in container["envFrom"]}
    assert asked == {f"zhicheng-{program}" for program in PROGRAMS}
    for program in PROGRAMS:
        assert (
            told(things(), program).items() <= {one["name"]: one["value"] for one in container["env"]}.items()
        )
