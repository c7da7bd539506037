"""What comes from people is opened in children that have no secrets, and nowhere else."""

import subprocess
import sys
from pathlib import Path

import pytest

from kit.children import Children
from services.documents.papers.rendering import Renderer
from services.documents.photos.imaging.studio import Studio
from services.documents.uploads.inspection.inspector import Inspector
from tests.unit.services.documents.conftest import FONTS

DECODERS = {"PIL", "numpy", "pikepdf", "pypdfium2", "typst"}
SECRETS = {
    "DOCUMENTS_FIELD_KEYS": "k1:SECRET",
    "DOCUMENTS_DATABASE_URL": "postgresql://SECRET@127.0.0.1/documents",
    "AWS_SECRET_ACCESS_KEY": "SECRET",
}


async def environments(children: Children) -> list[bytes]:
    return [Path(f"/proc/{child.pid}/environ").read_bytes() for child in await children.ready()]


async def test_no_child_has_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    async with (
        Inspector(children=1, previewers=1) as inspector,
        Studio() as studio,
        Renderer(FONTS) as renderer,
    ):
        lanes = (inspector.cleaning.children, inspector.showing.children, studio.jobs.children)
        told = [
            environment for lane in (*lanes, renderer.children) for environment in await environments(lane)
        ]
    assert len(told) == 4
    assert all(environment.startswith(b"PATH=") for environment in told)
    assert not [
        environment for environment in told if b"SECRET" in environment or b"DOCUMENTS" in environment
    ]


@pytest.mark.parametrize("process", ["services.documents.web.app", "services.documents.activities"])
def test_a_process_with_keys_cannot_decode_anything(process: str) -> None:
    code = f"import sys, {process}; print(*({DECODERS} & {{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
