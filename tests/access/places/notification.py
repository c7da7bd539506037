"""notification with a text message of the administrator's city."""

from contracts.notification import Template
from kit.db import transaction
from services.notification import operations
from services.notification.web import create
from tests.access.cast import CITY
from tests.access.ground import Ground, Place
from tests.service.notification.conftest import CIPHER, CITIES, NOON, a_contact, a_message


async def notification(ground: Ground) -> Place:
    """The service and its objects."""
    pool = await ground.database("notification")
    message = a_message(Template.ARCHIVE_RETURNED, city=CITY)
    async with transaction(pool) as conn:
        await operations.keep_contact(conn, CIPHER, a_contact(message.recipient_id), at=NOON)
        await operations.take_over(conn, CITIES, message, at=NOON)
        await operations.record_hand_over(conn, message.id, mobile="13800001234", at=NOON)
    return Place(
        service="notification",
        app=create(ground.settings_of("notification"), pool),
        pool=pool,
        people=ground.cast,
        objects={"admin": {}},
        secrets=("138****1234",),
    )
