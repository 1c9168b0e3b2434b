"""How many messages ended without anybody knowing whether they arrived."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.store.tables import messages, questions

_UNCONFIRMED = [
    select(func.count()).select_from(table).where(table.c.status == "unconfirmed")
    for table in (messages, questions)
]


async def count_unconfirmed(database: AsyncEngine) -> int:
    """Return how many messages were under way when the mail server's answer was lost."""
    async with database.connect() as connection:
        return sum([int(await connection.scalar(count) or 0) for count in _UNCONFIRMED])
