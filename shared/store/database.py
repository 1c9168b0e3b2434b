"""How a service connects to its own database."""

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

STATEMENT_TIMEOUT = "20s"


def driver_url(url: str) -> str:
    """Return a ``postgresql://`` URL in the form that names the asyncpg driver."""
    return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def connect(url: str, service: str, *, connections: int = 4) -> AsyncEngine:
    """Return an engine whose statements end by themselves and whose connections say who it is."""
    return create_async_engine(
        driver_url(url),
        pool_size=connections,
        max_overflow=2,
        pool_pre_ping=False,
        hide_parameters=True,  # parameters would put values into error texts
        connect_args={
            "timeout": 5,
            "command_timeout": 30,
            "server_settings": {
                "statement_timeout": STATEMENT_TIMEOUT,
                "idle_in_transaction_session_timeout": "60s",
                "application_name": f"inroads-{service}",
            },
        },
    )
