"""How many messages ended without anybody knowing whether they arrived."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.store.tables import messages

_UNCONFIRMED = select(func.count()).select_from(messages).where(messages.c.status == "unconfirmed")


async def count_unconfirmed(database: AsyncEngine) -> int:
    """Return how many messages were under way when the mail server's answer was lost."""
    async with database.connect() as connection:
        return int(await connection.scalar(_UNCONFIRMED) or 0)
