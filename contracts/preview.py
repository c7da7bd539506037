"""The workflow of one preview: every owner checks its part and seals a draft of its section."""

from uuid import UUID

TYPE = "Preview"


def workflow_id(application_id: UUID, number: int, looks: str) -> str:
    """The id of what is shown before a submission; `looks` is a digest of what the page depends on."""
    return f"preview-{application_id}-{number}-{looks}"
