"""What makes more of a process: task queues, queues of the broker, outboxes, and the load of APIs."""

from collections import Counter
from collections.abc import Iterator

import pytest

from contracts.events import LISTENERS
from deploy.containers import cluster
from deploy.local.services import SERVICES
from kit import relay
from kit.bus import EVERYONE, queue_name
from services.notification.settings import Settings as NotificationSettings
from tests.architecture.tree import python
from tests.unit.deploy.chart.rendering import SIZES, Thing, copied, of_kind, rendered, things
from workflows.version import version_of

# What KEDA 2.22 asks for and knows of: keda.sh/docs/2.22/reference/scaledobject-spec and /scalers.
SPEC = {
    "scaleTargetRef": {"name"},
    "pollingInterval": set(),
    "cooldownPeriod": set(),
    "minReplicaCount": set(),
    "maxReplicaCount": set(),
    "advanced": {"horizontalPodAutoscalerConfig"},
    "triggers": set(),
}
TRIGGERS = {
    "cpu": {"value"},
    "temporal": {"endpoint", "namespace", "taskQueue", "queueTypes", "targetQueueSize"},
    "rabbitmq": {"protocol", "hostFromEnv", "queueName", "mode", "value"},
    "postgresql": {"connectionFromEnv", "query", "targetQueryValue"},
}
OF_A_VERSION = {"workerDeploymentName", "workerDeploymentBuildId"}
WIDE = ("--set", ",".join(f"programs.{name}.processes.relay.max=3" for name in SERVICES))


def misshapen(made: tuple[Thing, ...]) -> Iterator[str]:
    """What KEDA would not understand."""
    for name, one in of_kind("ScaledObject", made).items():
        assert one["apiVersion"] == "keda.sh/v1alpha1"
        unknown = one["spec"].keys() - SPEC.keys()
        yield from (f"{name}: {key} is unknown" for key in sorted(unknown))
        yield from (
            f"{name}: {key} is not {' '.join(fields)}"
            for key, fields in SPEC.items()
            if fields and {*one["spec"].get(key, ())} != fields
        )
        for trigger in one["spec"]["triggers"]:
            told = trigger["metadata"]
            if told.keys() - OF_A_VERSION != TRIGGERS[trigger["type"]]:
                yield f"{name}: {trigger['type']} is told {' '.join(told)}"
            yield from (
                f"{name}: {key} is no text" for key, value in told.items() if not isinstance(value, str)
            )


def triggers(made: tuple[Thing, ...], kind: str) -> Iterator[tuple[str, Thing]]:
    """Whom triggers of this kind scale, and what they are told."""
    for name, one in of_kind("ScaledObject", made).items():
        yield from ((name, each["metadata"]) for each in one["spec"]["triggers"] if each["type"] == kind)


@pytest.mark.parametrize("size", SIZES)
def test_keda_understands_it(size: str) -> None:
    assert list(misshapen(things(size))) == []


def test_what_keda_does_not_understand_is_caught() -> None:
    made = copied(things())
    spec = of_kind("ScaledObject", made)["review-worker"]["spec"]
    spec["minReplicas"] = spec.pop("minReplicaCount")
    del spec["triggers"][0]["metadata"]["taskQueue"]
    spec["triggers"][1]["metadata"]["value"] = 5

    found = list(misshapen(made))
    assert found[0] == "review-worker: minReplicas is unknown"
    assert found[1].startswith("review-worker: temporal is told")
    assert found[2:] == ["review-worker: value is no text"]


@pytest.mark.parametrize("size", SIZES)
def test_every_task_queue_makes_more_of_its_worker(size: str) -> None:
    named = {text for one in python("contracts") for text in _queues(one.text)}
    found = {
        told["taskQueue"]: (name, told["queueTypes"]) for name, told in triggers(things(size), "temporal")
    }

    assert named == cluster.TASK_QUEUES.keys()
    assert found == {
        queue: (f"{queue}-worker", "workflow" if queue == "workflows" else "activity") for queue in named
    }


def _queues(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("TASK_QUEUE"):
            yield line.partition("= ")[2].split(",")[0].strip('" ')


def test_workers_of_the_workflows_are_scaled_by_their_own_version() -> None:
    [told] = (told for name, told in triggers(things(), "temporal") if name == "workflows-worker")
    [container] = of_kind("Deployment", things())["workflows-worker"]["spec"]["template"]["spec"][
        "containers"
    ]
    env = {one["name"]: one.get("value") for one in container["env"]}
    version = version_of(env["WORKFLOWS_BUILD_ID"])

    assert (told["workerDeploymentName"], told["workerDeploymentBuildId"]) == (
        version.deployment_name,
        version.build_id,
    )


@pytest.mark.parametrize("size", SIZES)
def test_every_queue_of_the_broker_makes_more_of_who_listens(size: str) -> None:
    listeners = {listener for told in LISTENERS.values() for listener in told} - {EVERYONE}
    meant = {queue_name(one) for one in listeners} | {
        NotificationSettings.model_fields["receipts_queue"].default
    }
    found = {
        told["queueName"]: (name, told["hostFromEnv"]) for name, told in triggers(things(size), "rabbitmq")
    }

    assert found.keys() == meant
    for queue, (name, address) in found.items():
        whose = "notification" if queue == cluster.RECEIPTS else queue.partition(".")[0]
        assert name == ("workflows-intake" if whose == "workflows" else f"{whose}-worker")
        assert address == f"{whose}_AMQP_URL".upper()


def test_every_outbox_makes_more_of_its_relay_where_more_than_one_is_allowed() -> None:
    found = dict(triggers(rendered(*WIDE), "postgresql"))

    assert found.keys() == {f"{service}-relay" for service in SERVICES}
    for service in SERVICES:
        assert found[f"{service}-relay"]["connectionFromEnv"] == f"{service}_DATABASE_URL".upper()
        assert "from outbox where sent_at is null" in found[f"{service}-relay"]["query"]
    assert "where sent_at is null" in str(
        python("kit")[[one.path for one in python("kit")].index("kit/relay.py")].text
    )
    assert int(found["review-relay"]["targetQueryValue"]) >= relay.BATCH


@pytest.mark.parametrize("size", SIZES)
def test_apis_are_scaled_by_load(size: str) -> None:
    assert {name for name, _ in triggers(things(size), "cpu")} == {
        f"{service}-api" for service in SERVICES
    } | {"gateway"}


@pytest.mark.parametrize("size", SIZES)
def test_what_somebody_waits_for_is_never_away(size: str) -> None:
    least = {
        name: one["spec"].get("replicas", 0) for name, one in of_kind("Deployment", things(size)).items()
    } | {name: one["spec"]["minReplicaCount"] for name, one in of_kind("ScaledObject", things(size)).items()}
    resting = {name for name, number in least.items() if number == 0}

    assert resting <= {name.replace(".", "-") for name in cluster.MAY_REST} | {"command"}
    assert all(least[f"{service}-api"] >= 2 for service in SERVICES)


def test_a_worker_that_is_needed_cannot_be_sent_away() -> None:
    with pytest.raises(ValueError, match=r"somebody waits for review\.worker: its min is at least 1"):
        rendered("--set", "programs.review.processes.worker.min=0")
    with pytest.raises(ValueError, match=r"max of review\.worker is below its min"):
        rendered("--set", "programs.review.processes.worker.max=1")


def test_nobody_is_scaled_by_two_hands() -> None:
    for size in SIZES:
        found = Counter(
            one["spec"]["scaleTargetRef"]["name"] for one in of_kind("ScaledObject", things(size)).values()
        )
        assert set(found.values()) == {1}
        for name in found:
            assert "replicas" not in of_kind("Deployment", things(size))[name]["spec"]


def test_without_keda_each_has_its_least() -> None:
    made = rendered("--set", "scaling.enabled=false")
    assert not of_kind("ScaledObject", made)
    assert all("replicas" in one["spec"] for one in of_kind("Deployment", made).values())
