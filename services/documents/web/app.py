"""The API process of documents."""

from pathlib import Path

from fastapi import FastAPI, Request, Response
from starlette.requests import ClientDisconnect

import cities
from contracts.files import OBJECTION, OPEN_UPLOAD_PAGE
from kit.arrival import Bodies
from kit.blobs import Blobs
from kit.crypto import FieldCipher
from kit.db import Pool
from kit.grants import Grants
from kit.http import create_app
from kit.policy import is_secure
from kit.sealed import CaseFile
from services.documents.papers.rendering import Renderer
from services.documents.papers.web import commission, cover, letter, meeting, opinions, verification
from services.documents.papers.web import pledge as pledge_paper
from services.documents.photos.gateway import PhotoStore
from services.documents.photos.imaging.studio import Studio
from services.documents.photos.web import parts as photos
from services.documents.photos.web import photo
from services.documents.settings import Settings
from services.documents.signing.web import copy, opinion, phone, pledge
from services.documents.signing.web import parts as signing
from services.documents.uploads.gateway.scanner import Scanner
from services.documents.uploads.gateway.vault import Parts, Vault
from services.documents.uploads.inspection.inspector import Inspector
from services.documents.uploads.operations.receive import Reception
from services.documents.uploads.web import export, files, resumable, strangers, upload
from services.documents.uploads.web import parts as uploads

SERVICE = Path(__file__).parents[1]
UNHEARD = 499  # as nginx logs it
SUBJECTS = ("uploads", "photos", "signing", "papers")
MAX_UPLOAD_BYTES = 5 * 1024 * 1024
FORM = 64 * 1024  # what a form has besides its files
FILES_AT_ONCE = 5  # of the largest size, in one form; the gateway lets no more through


def create(
    settings: Settings, pool: Pool, inspector: Inspector, renderer: Renderer, studio: Studio
) -> FastAPI:
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
    all_cities, grants = cities.follow(settings.cities), Grants(settings.grant_keys.get_secret_value())
    state = {
        "pool": pool,
        "cities": all_cities,
        "grants": grants,
        "renderer": renderer,
        "case_file": CaseFile(blobs, FieldCipher(settings.case_keys.get_secret_value()), "documents"),
        "photos": photos.Means(
            pool=pool, cities=all_cities, store=PhotoStore(blobs, cipher), studio=studio, grants=grants
        ),
        "signing": signing.Means(
            pool=pool,
            cities=all_cities,
            cipher=cipher,
            grants=grants,
            public_url=settings.public_url,
            is_secure=is_secure(settings.public_url),
        ),
        "uploads": uploads.Means(pool=pool, reception=reception, grants=grants),
    }
    app = create_app(
        "documents",
        [
            photo.router,
            pledge.router,
            phone.router,
            copy.router,
            opinion.router,
            upload.router,
            strangers.router,
            resumable.router,
            files.router,
            export.router,
            letter.router,
            commission.router,
            cover.router,
            meeting.router,
            opinions.router,
            pledge_paper.router,
            verification.router,
        ],
        settings=settings,
        state=state,
        templates=[SERVICE / subject / "templates" for subject in SUBJECTS],
        bodies=Bodies(
            most=MAX_UPLOAD_BYTES,
            of_paths={
                "/documents/photo/": MAX_UPLOAD_BYTES,
                "/documents/photo": photo.MOST_SENT,
                "/documents/upload": FILES_AT_ONCE * settings.file_bytes + FORM,
            },
            streamed=("/documents/photo", "/documents/upload"),
            of_strangers={OPEN_UPLOAD_PAGE: FILES_AT_ONCE * reception.limits_of(OBJECTION).file_bytes + FORM},
        ),
    )
    app.add_exception_handler(ClientDisconnect, _unheard)
    return app


def _unheard(_: Request, __: Exception) -> Response:
    """Whoever asked hung up; the log shows that nothing went wrong."""
    return Response(status_code=UNHEARD)
