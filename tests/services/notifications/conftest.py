import pytest

from tests.services.notifications.builders import Desk, a_person_shared, a_stage


@pytest.fixture
async def desk() -> Desk:
    """A service whose programme is live and which knows Amira."""
    desk = Desk()
    await desk.hears(a_stage("live"))
    await desk.hears(a_person_shared())
    return desk
