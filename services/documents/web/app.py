"""The API process of documents."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fastapi import FastAPI

import cities
from kit.blobs import Blobs
from kit.crypto import FieldCipher
from kit.db import Pool
from kit.http import create_app
from services.documents.gateway import PhotoStore
from services.documents.settings import Settings
from services.documents.web import photo, verification
from services.documents.web.means import Means

TEMPLATES = Path(__file__).parent / "templates"
MAX_UPLOAD_BYTES = 5 * 1024 * 1024


def create(settings: Settings, pool: Pool) -> FastAPI:
    """Wire the pages."""
    means = Means(
        pool=pool,
        cities=cities.load(settings.cities),
        store=PhotoStore(Blobs(settings), FieldCipher(settings.field_keys.get_secret_value())),
        threads=ThreadPoolExecutor(settings.photo_threads, thread_name_prefix="photos"),
    )
    return create_app(
        "documents",
        [photo.router, verification.router],
        settings=settings,
        state={"pool": pool, "means": means},
        templates=[TEMPLATES],
        max_body_bytes=MAX_UPLOAD_BYTES,
    )
