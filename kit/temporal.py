"""Temporal: a connection with encrypted payloads, workers that end cleanly, refusals that wait."""

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio import activity
from temporalio.api.common.v1 import Payload
from temporalio.api.workflowservice.v1 import SetWorkerDeploymentCurrentVersionRequest
from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import (
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
)
from temporalio.exceptions import ApplicationError
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
    Worker,
    WorkerDeploymentConfig,
)

from kit import traces
from kit.crypto import Keys
from kit.errors import Refusal, Unavailable
from kit.settings import ProcessSettings

ENCODING = b"binary/encrypted"
RETRY_SECONDS = 1.0
GRACE = timedelta(seconds=10)
REFUSED_AGAIN = timedelta(minutes=1)
PROMOTION_PAUSE_SECONDS = 0.2

log = structlog.get_logger()

# Answers that say nothing of what was asked: the server, or what it stands on, is away or overloaded.
AWAY = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.ABORTED,
        RPCStatusCode.CANCELLED,
        RPCStatusCode.INTERNAL,
        RPCStatusCode.UNKNOWN,
        RPCStatusCode.UNAUTHENTICATED,  # our token is being changed
        RPCStatusCode.PERMISSION_DENIED,
    }
)


@contextmanager
def reached() -> Iterator[None]:
    """Whoever asks the server inside is told `Unavailable` when it is away, and nothing else is hidden."""
    try:
        yield
    except RPCError as error:
        if error.status not in AWAY:
            raise
        raise Unavailable from error


class EncryptionCodec(PayloadCodec):
    """AES-256-GCM over whole payloads; the key's id travels with each, so that keys can be rotated."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Encrypt with the current key."""
        key_id, key = self._keys.current
        return [self._encrypt(key_id, key, payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Decrypt what is encrypted, with the key that did it; leave the rest."""
        return [self._decrypt(payload) for payload in payloads]

    def _encrypt(self, key_id: str, key: bytes, payload: Payload) -> Payload:
        nonce = os.urandom(12)
        data = nonce + AESGCM(key).encrypt(nonce, payload.SerializeToString(), key_id.encode())
        return Payload(metadata={"encoding": ENCODING, "key": key_id.encode()}, data=data)

    def _decrypt(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            return payload
        key_id = payload.metadata["key"]
        key = self._keys.by_id[key_id.decode()]
        return Payload.FromString(AESGCM(key).decrypt(payload.data[:12], payload.data[12:], key_id))


def data_converter(payload_keys: str) -> DataConverter:
    """Dataclasses as JSON, encrypted; failure messages too."""
    return replace(
        pydantic_data_converter,
        payload_codec=EncryptionCodec(Keys.parse(payload_keys)),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


async def connect(settings: ProcessSettings, *, lazy: bool = False) -> Client:
    """A client; waits for a server that is not there yet.

    A lazy one connects at its first call: an API must start and answer while the server is away.
    """
    converter = data_converter(settings.payload_keys.get_secret_value())
    runtime = _runtime(settings)
    while True:
        try:
            return await Client.connect(
                settings.temporal_address,
                namespace=settings.temporal_namespace,
                data_converter=converter,
                lazy=lazy,
                runtime=runtime,
                interceptors=traces.interceptors(),
            )
        except (RPCError, RuntimeError) as error:
            log.warning("temporal_away", error=type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)


def _runtime(settings: ProcessSettings) -> Runtime | None:
    """The SDK's inner side, which serves its own metrics where they are asked for."""
    if not settings.temporal_metrics_port:
        return None
    address = f"{settings.host}:{settings.temporal_metrics_port}"
    metrics = PrometheusConfig(bind_address=address, durations_as_seconds=True)
    return Runtime(telemetry=TelemetryConfig(metrics=metrics))


class _Edge(Interceptor):
    """At every activity: ids into the log, refusals asked again after a while, everything else soon."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - the SDK's name
        """Wrap the activity."""
        return _ActivityEdge(next)


class _ActivityEdge(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - the SDK's name
        info = activity.info()
        with structlog.contextvars.bound_contextvars(
            activity=info.activity_type, workflow_id=info.workflow_id, attempt=info.attempt
        ):
            try:
                return await super().execute_activity(input)
            except Refusal as refusal:
                log.warning("activity_refused", refusal=type(refusal).__name__)
                # A case never ends by an error: it waits, visibly, until somebody mends the cause.
                kind = type(refusal).__name__
                raise ApplicationError(kind, type=kind, next_retry_delay=REFUSED_AGAIN) from refusal
            except Unavailable:
                log.warning("activity_waits")
                raise
            except ApplicationError:
                raise
            except Exception:
                log.exception("activity_failed")
                raise


async def run_worker(
    client: Client,
    task_queue: str,
    *,
    activities: Sequence[Callable[..., Any]] = (),
    workflows: Sequence[type] = (),
    max_concurrent_activities: int = 20,
    version: WorkerDeploymentVersion | None = None,
    is_current: bool = False,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve a task queue until cancelled; then finish what is in hand.

    Workflows are dispatched to the current version of their deployment: a deploy step says which that is, or
    with `is_current` the worker itself.
    """
    worker = Worker(
        client,
        task_queue=task_queue,
        activities=activities,
        workflows=workflows,
        max_concurrent_activities=max_concurrent_activities,
        graceful_shutdown_timeout=GRACE,
        interceptors=[_Edge()],
        deployment_config=WorkerDeploymentConfig(version=version, use_worker_versioning=True)
        if version
        else None,
    )
    async with worker:
        if version and is_current:
            await make_current(client, version)
        ready()
        await asyncio.Event().wait()


async def make_current(client: Client, version: WorkerDeploymentVersion) -> None:
    """Have workflows dispatched to this version, as soon as the server knows that somebody serves it."""
    request = SetWorkerDeploymentCurrentVersionRequest(
        namespace=client.namespace, deployment_name=version.deployment_name, build_id=version.build_id
    )
    while True:
        try:
            await client.workflow_service.set_worker_deployment_current_version(request)
        except RPCError as error:
            log.info("version_not_known_yet", build_id=version.build_id, error=error.message)
            await asyncio.sleep(PROMOTION_PAUSE_SECONDS)
        else:
            log.info("version_is_current", build_id=version.build_id)
            return


def activities_of(service: object) -> list[Callable[..., Any]]:
    """The activity methods of an object that implements a contract."""
    methods = (getattr(service, name) for name in dir(service) if not name.startswith("_"))
    return [method for method in methods if hasattr(method, "__temporal_activity_definition")]
