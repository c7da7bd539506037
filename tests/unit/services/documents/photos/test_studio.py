"""Photos are decoded in children: the same findings as at home; a photo that kills one is refused."""

import os
import signal

from services.documents.photos.domain.rules import PhotoRule
from services.documents.photos.imaging.inspecting import inspect
from services.documents.photos.imaging.studio import TOO_HARD, Studio
from tests.unit.services.documents.portraits import portrait


async def test_what_goes_through_a_child_is_what_comes_out() -> None:
    rule = PhotoRule(min_width=100)
    async with Studio() as studio:
        for data in (portrait(), b"no photo"):
            found = await studio.inspect("an account", data, rule)
            assert found == inspect(data, rule)
            assert await studio.check("an account", data, rule) == found.checks


async def test_a_photo_that_kills_a_child_is_refused_and_not_tried_again() -> None:
    async with Studio() as studio:
        (child,) = await studio.jobs.children.ready()
        os.kill(child.pid, signal.SIGKILL)
        assert (await studio.inspect("an account", portrait(), PhotoRule())).checks == (TOO_HARD,)
        (child,) = await studio.jobs.children.ready()
        assert not (await studio.inspect("another", portrait(), PhotoRule())).is_accepted
        assert await studio.jobs.children.ready() == [child]  # nobody was asked
        assert (await studio.inspect("an account", portrait(400, 560), PhotoRule())).is_accepted
