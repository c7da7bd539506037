"""Which version of the workflows' code this is: a case goes on with the current one (ADR 25)."""

from hashlib import sha256
from pathlib import Path

from temporalio.common import WorkerDeploymentVersion

ROOT = Path(__file__).parent.parent
CODE = ("workflows", "contracts")
DIGITS = 16


def version_of(build_id: str) -> WorkerDeploymentVersion:
    """The version under a name that the deployment gave, or else under a digest of the files."""
    return WorkerDeploymentVersion(deployment_name="workflows", build_id=build_id or _digest())


def _digest() -> str:
    digest = sha256()
    for path in sorted(path for folder in CODE for path in (ROOT / folder).rglob("*.py")):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:DIGITS]
