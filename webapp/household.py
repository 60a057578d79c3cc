"""Starts the processes of a whole installation as children, and takes all of them down together."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Final, Self

_PATIENCE: Final = 12.0
"""Seconds that children get to end by themselves."""
_LOOK_EVERY: Final = 0.1


class ChildEndedError(Exception):
    """A process that should run until told otherwise has ended.

    Args:
        name: which one.
        log: where it wrote why.

    """

    def __init__(self, name: str, log: Path) -> None:
        super().__init__(name)
        self.name = name
        self.log = log


class Household:
    """Children that end when the block does; killed with their parent, they notice by a closed pipe.

    Args:
        environment: what every child reads its settings from.
        logs: directory for one log per child.
        stop: whoever sets it ends the block, between two looks at the children.

    """

    def __init__(self, environment: Mapping[str, str], logs: Path, stop: Event) -> None:
        self._environment = dict(environment)
        self._logs = logs
        self._stop = stop
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        self._logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self._children.values():
            child.terminate()
        deadline = time.monotonic() + _PATIENCE
        for child in self._children.values():
            try:
                child.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        for child in self._children.values():
            if child.stdin is not None:
                child.stdin.close()

    def start(self, name: str, arguments: Sequence[str]) -> None:
        """Run `passgenau` with these arguments, in a session of its own: Ctrl-C reaches the parent alone."""
        with self._log(name).open("wb") as log:
            self._children[name] = subprocess.Popen(  # noqa: S603 - our own interpreter and command
                [sys.executable, "-P", "-m", "webapp.cli", *arguments, "--until-stdin-ends"],
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def watch(self) -> None:
        """Return when told to stop; raises `ChildEndedError` as soon as one child has ended."""
        while not self._stop.is_set():
            self._check()
            time.sleep(_LOOK_EVERY)

    def wait_for_page(self, port: int, *, seconds: float = 60.0) -> bool:
        """Whether the first page answers within the time, and nobody has said to stop."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._stop.is_set():
            self._check()
            if _answers(port):
                return True
            time.sleep(_LOOK_EVERY)
        return False

    def _check(self) -> None:
        for name, child in self._children.items():
            if child.poll() is not None:
                raise ChildEndedError(name, self._log(name))

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def taken(port: int) -> str:
    """What to do when somebody else listens on the port."""
    return (
        f"Port {port} ist schon belegt. Bitte einen anderen wählen: --port {port + 1}\n"
        f"Port {port} is taken already. Please choose another one: --port {port + 1}"
    )
