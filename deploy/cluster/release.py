"""A release of the chart, by Helm's own engine: installed, changed, and taken back by itself."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, Final

import helm_python as helm

from deploy.images.recipes import ROOT

CHART: Final = ROOT / "deploy" / "chart"
_TELL_SECONDS: Final = 20

Values = Mapping[str, Any]


class ReleaseTakenBackError(Exception):
    """Helm could not bring a release to its values and went back; its words say why."""


@dataclass(frozen=True)
class Release:
    """A release in a namespace. What is done with it can be cut short by Ctrl-C.

    ``tell`` is called every 20 seconds while one waits for it.
    """

    kubeconfig: Path
    namespace: str
    name: str
    tell: Callable[[], None]

    def install(self, values: Values, *, seconds: int) -> None:
        """Install the chart, and wait until every pod is ready.

        Raises ``ReleaseTakenBackError`` if they are not within ``seconds``: nothing is left then.
        """
        self._change("install", values, seconds)

    def upgrade(self, values: Values, *, seconds: int) -> None:
        """Go over to other values, and wait until every new pod is ready.

        Raises ``ReleaseTakenBackError`` if they are not within ``seconds``: the values before hold
        again then.
        """
        self._change("upgrade", values, seconds)

    def history(self) -> list[dict[str, Any]]:
        """Return every revision with its ``status``, oldest first."""
        with self._config() as config:
            return list(config.history(self.name))

    def _config(self) -> helm.Config:
        return helm.Config(kubeconfig_path=self.kubeconfig, namespace=self.namespace)

    def _change(self, action: str, values: Values, seconds: int) -> None:
        context = helm.HelmContext()

        def change() -> None:
            with self._config() as config:
                act = config.install if action == "install" else config.upgrade
                act(
                    CHART,
                    self.name,
                    dict(values),
                    context=context,
                    namespace=self.namespace,
                    timeout=seconds,
                    wait="watcher",
                    rollback_on_failure=True,
                )

        try:
            _in_a_thread(change, context.cancel, self.tell)
        except helm.HelmError as error:
            raise ReleaseTakenBackError(str(error)) from error


def _in_a_thread(
    act: Callable[[], None], cancel: Callable[[], None], tell: Callable[[], None]
) -> None:
    """Python hears of a Ctrl-C only between calls, and a call into Helm lasts minutes.

    A call that is cut short goes back in its own time, or ends with the program.
    """
    done: Future[None] = Future()

    def run() -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - raised where the result is asked for
            done.set_exception(error)
        else:
            done.set_result(None)

    Thread(target=run, daemon=True).start()
    try:
        while not wait([done], timeout=_TELL_SECONDS).done:
            tell()
        done.result()
    except KeyboardInterrupt:
        cancel()
        raise
