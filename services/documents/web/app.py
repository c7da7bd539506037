"""The API process of documents."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fastapi import FastAPI

import cities
from kit.blobs import Blobs
from kit.db import Pool
from kit.grants import Grants
from kit.http import create_app
from services.documents.gateway import Parts, PhotoStore, Scanner, Vault
from services.documents.inspection import Inspector
from services.documents.operations.receiving import Reception
from services.documents.rendering import Renderer
from services.documents.settings import Settings
from services.documents.web import export, files, letter, photo, resumable, upload, verification
from services.documents.web.means import Means

TEMPLATES = Path(__file__).parent / "templates"
MAX_UPLOAD_BYTES = 5 * 1024 * 1024
FORM = 64 * 1024  # what a form has besides its files
FILES_AT_ONCE = 5  # of the largest size, in one form; the gateway lets no more through


def create(settings: Settings, pool: Pool, inspector: Inspector, renderer: Renderer) -> FastAPI:
    """Wire the pages."""
    blobs, cipher = Blobs(settings), settings.field_cipher()
    reception = Reception(
        pool=pool,
        parts=Parts(blobs, cipher),
        vault=Vault(blobs, cipher),
        cipher=cipher,
        inspector=inspector,
        scanner=Scanner(settings.scanner_url) if settings.scanner_url else None,
        limits=settings.limits(),
        purposes=settings.purposes,
        most_of_person=settings.person_bytes,
    )
    means = Means(
        pool=pool,
        cities=cities.load(settings.cities),
        store=PhotoStore(blobs, cipher),
        threads=ThreadPoolExecutor(settings.photo_threads, thread_name_prefix="photos"),
        reception=reception,
        grants=Grants(settings.grant_keys.get_secret_value()),
        renderer=renderer,
    )
    return create_app(
        "documents",
        [
            photo.router,
            upload.router,
            resumable.router,
            files.router,
            export.router,
            letter.router,
            verification.router,
        ],
        settings=settings,
        state={"pool": pool, "means": means},
        templates=[TEMPLATES],
        max_body_bytes=MAX_UPLOAD_BYTES,
        body_limits={"/documents/upload": FILES_AT_ONCE * settings.file_bytes + FORM},
    )
