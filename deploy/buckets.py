"""python -m deploy.buckets: makes the buckets of the object store that are missing."""

from minio import Minio
from minio.commonconfig import COMPLIANCE, ENABLED
from minio.objectlockconfig import YEARS, ObjectLockConfig
from minio.versioningconfig import VersioningConfig
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "zhicheng"
CASES, KEYS, UPLOADS = (f"{PREFIX}-{name}" for name in ("cases", "keys", "uploads"))
# Sealed sections are never deleted before this; destroying a case's key is what erases them.
LOCK = ObjectLockConfig(mode=COMPLIANCE, duration=10, duration_unit=YEARS)


class Operator(BaseSettings):
    """Where the store is, and the key that may make buckets."""

    model_config = SettingsConfigDict(env_prefix="BUCKETS_", frozen=True)

    endpoint: str
    access_key: SecretStr
    secret_key: SecretStr
    secure: bool = False


def client(operator: Operator) -> Minio:
    """Return a client with the operator's key."""
    return Minio(
        endpoint=operator.endpoint,
        access_key=operator.access_key.get_secret_value(),
        secret_key=operator.secret_key.get_secret_value(),
        secure=operator.secure,
        region="us-east-1",
    )


def provide(store: Minio) -> bool:
    """Make what is missing; return whether nothing was there."""
    known = {bucket.name for bucket in store.list_buckets()}
    for name in (CASES, KEYS, UPLOADS):
        if name not in known:
            store.make_bucket(bucket_name=name, object_lock=name == CASES)
    store.set_object_lock_config(bucket_name=CASES, config=LOCK)
    store.set_bucket_versioning(bucket_name=KEYS, config=VersioningConfig(ENABLED))
    return not known


if __name__ == "__main__":
    provide(client(Operator()))
