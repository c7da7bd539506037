"""What documents would do with a file: check it, and give a receipt."""

from datetime import timedelta
from uuid import UUID

from contracts.files import PDF, RECEIPT_LASTS, Receipt
from kit.grants import Grants
from kit.ids import derived


def a_receipt(
    grants: Grants,
    account_id: UUID,
    *,
    name: str = "助理工程师证书.pdf",
    purpose: str = "attachment",
    lasts: timedelta = RECEIPT_LASTS,
) -> str:
    """A receipt for a file of this name."""
    told = Receipt(
        file_id=derived("file", account_id, name),
        account_id=account_id,
        purpose=purpose,
        name=name,
        media_type=PDF,
        bytes=2048,
        pages=1,
        sha256="a" * 64,
        fingerprint="f" * 64,
    )
    return grants.seal(told, lasts=lasts)
