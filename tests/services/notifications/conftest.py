from collections.abc import Iterator

import pytest

from services.notifications.jobs.mail import MailServer
from tests.services.notifications.builders import Desk, a_person_shared, a_stage
from tests.services.notifications.mail_server import Mailbox, a_mail_server


@pytest.fixture
def mailbox() -> Mailbox:
    """What the mail server has taken."""
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[MailServer]:
    """A real mail server that puts everything into the mailbox."""
    with a_mail_server(mailbox) as server:
        yield server


@pytest.fixture
async def desk() -> Desk:
    """A service whose programme is live and which knows Amira."""
    desk = Desk()
    await desk.hears(a_stage("live"))
    await desk.hears(a_person_shared())
    return desk
