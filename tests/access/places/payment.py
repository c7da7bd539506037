"""payment with a fee that the applicant has to pay, and the channel."""

from kit.ids import new_id
from tests.access.ground import Ground, Place
from tests.service.payment.standing import channel_settings_of, standing


async def payment(ground: Ground) -> Place:
    """The service and its objects."""
    pool = await ground.database("payment")
    world = await ground.opened.enter_async_context(
        standing(
            pool,
            ground.folder,
            settings_of=ground.settings_of,
            channel_settings=channel_settings_of(ground.stack),
            case_file=ground.case_file,
            sign_in=ground.sign_in,
            apps=[],
        )
    )
    application_id = new_id()
    request = world.request(application_id, ground.cast["applicant"].account_id)
    await world.activities.request_fee(request)
    return Place(
        service="payment",
        app=world.app,
        pool=pool,
        people=ground.cast,
        objects={"applicant": {"application_id": str(application_id)}},
        secrets=("180.00", "马上支付"),
    )
