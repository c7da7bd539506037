"""The API process of documents."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fastapi import FastAPI

import cities
from kit.blobs import Blobs
from kit.db import Pool
from kit.grants import Grants
from kit.http import create_app
from services.documents.papers.rendering import Renderer
from services.documents.papers.web import letter, verification
from services.documents.photos.gateway import PhotoStore
from services.documents.photos.web import parts as photos
from services.documents.photos.web import photo
from services.documents.settings import Settings
from services.documents.uploads.gateway.scanner import Scanner
from services.documents.uploads.gateway.vault import Parts, Vault
from services.documents.uploads.inspection import Inspector
from services.documents.uploads.operations.receive import Reception
from services.documents.uploads.web import export, files, resumable, upload
from services.documents.uploads.web import parts as uploads

SERVICE = Path(__file__).parents[1]
SUBJECTS = ("uploads", "photos", "papers")
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
    all_cities, grants = cities.load(settings.cities), Grants(settings.grant_keys.get_secret_value())
    threads = ThreadPoolExecutor(settings.photo_threads, thread_name_prefix="photos")
    state = {
        "pool": pool,
        "cities": all_cities,
        "grants": grants,
        "renderer": renderer,
        "photos": photos.Means(
            pool=pool, cities=all_cities, store=PhotoStore(blobs, cipher), threads=threads
        ),
        "uploads": uploads.Means(pool=pool, reception=reception, grants=grants),
    }
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
        state=state,
        templates=[SERVICE / subject / "templates" for subject in SUBJECTS],
        max_body_bytes=MAX_UPLOAD_BYTES,
        body_limits={"/documents/upload": FILES_AT_ONCE * settings.file_bytes + FORM},
    )
