"""How a service connects to its own database."""

import asyncpg
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

STATEMENT_TIMEOUT = "20s"


def driver_url(url: str) -> str:
    """Return a ``postgresql://`` URL in the form that names the asyncpg driver."""
    return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def connect(url: str, service: str, *, connections: int = 4) -> AsyncEngine:
    """Return an engine whose statements end by themselves and whose connections say who it is.

    The driver reads the URL itself, as it does for the relay: ``sslmode`` and ``sslrootcert``,
    which SQLAlchemy does not pass on, so mean the same to both, and what they mean to PostgreSQL's
    own tools (libpq, "Connection strings").
    """

    async def open_one() -> asyncpg.Connection:
        return await asyncpg.connect(
            url,
            timeout=5,
            command_timeout=30,
            server_settings={
                "statement_timeout": STATEMENT_TIMEOUT,
                "idle_in_transaction_session_timeout": "60s",
                "application_name": f"inroads-{service}",
            },
        )

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=open_one,
        pool_size=connections,
        max_overflow=2,
        pool_pre_ping=False,
        hide_parameters=True,  # parameters would put values into error texts
    )
