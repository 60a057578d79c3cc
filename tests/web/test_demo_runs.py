"""The demo as a newcomer meets it: real processes, one command, nothing left behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy import text

from matcher.store.session import Database
from webapp.demo_data import prepare
from webapp.settings import Settings

FIRST_PAGE_WITHIN = 60
GONE_WITHIN = 15


class Demo:
    """One `passgenau demo` process over a data directory, and whoever it started."""

    def __init__(self, data_dir: Path, *options: str, port: int | None = None) -> None:
        self.port = port or _free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "webapp.cli", "demo", "--port", str(self.port), *options],
            env={**_bare_environment(), "PASSGENAU_DATA_DIR": str(data_dir)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=_heed_signals,  # noqa: PLW1509 - no thread runs where demos are started
        )
        self.children: set[int] = set()

    def wait_for_page(self) -> int:
        """Status of the first page once it answers."""
        deadline = time.monotonic() + FIRST_PAGE_WITHIN
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/login")
                status = connection.getresponse().status
                connection.close()
            except OSError:
                time.sleep(0.1)
                continue
            while len(self.children) < 3 and self.process.poll() is None and time.monotonic() < deadline:
                self.children = _children(self.process.pid)
            return status
        pytest.fail(f"no first page: {self.end(signal.SIGKILL)[1]}")

    def end(self, how: signal.Signals) -> tuple[int, str]:
        """Exit status and everything the demo said."""
        self.process.send_signal(how)
        said, _ = self.process.communicate(timeout=60)
        return self.process.returncode, said

    def remaining(self) -> set[int]:
        """Children that still live when they had time to end."""
        deadline = time.monotonic() + GONE_WITHIN
        left = self.children
        while left and time.monotonic() < deadline:
            time.sleep(0.1)
            left = {pid for pid in left if _lives(pid)}
        return left


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo's data directory as its first start leaves it."""
    path = tmp_path_factory.mktemp("demo")
    prepare(Settings.from_environment({}).within(path / "demo").prepared(), "small")
    return path


@pytest.fixture
def data_dir(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "data"))


@pytest.fixture
def run(data_dir: Path) -> Iterator[Callable[..., Demo]]:
    """Starts demos over the same data; whatever a failed test leaves is ended."""
    demos: list[Demo] = []

    def start(*options: str, port: int | None = None) -> Demo:
        demos.append(Demo(data_dir, *options, port=port))
        return demos[-1]

    yield start
    for demo in demos:
        if demo.process.poll() is None:
            demo.end(signal.SIGTERM)
        if demo.process.stdout is not None:
            demo.process.stdout.close()


def test_demo_starts_from_nothing_and_leaves_no_process_when_interrupted(tmp_path: Path) -> None:
    """One command writes the data, serves the first page, prints logins, and ends whole with Ctrl-C."""
    demo = Demo(tmp_path)
    status = demo.wait_for_page()
    time.sleep(1)

    code, said = demo.end(signal.SIGINT)

    assert status == 200
    assert len(demo.children) == 3
    assert code == 0, said
    assert demo.remaining() == set()
    assert all(f"{role}@demo.example" in said for role in ("mentor", "ags", "coordinator", "abh", "county", "admin"))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_demo_leaves_no_process_when_told_to_end(run: Callable[..., Demo], how: signal.Signals) -> None:
    """A polite kill and a closed terminal end it like Ctrl-C."""
    demo = run()
    demo.wait_for_page()

    code, said = demo.end(how)

    assert code == 0, said
    assert demo.remaining() == set()


def test_demo_children_end_when_demo_is_killed(run: Callable[..., Demo]) -> None:
    """After kill -9 nobody can tell the children; they notice by the closed pipe."""
    demo = run()
    demo.wait_for_page()

    demo.end(signal.SIGKILL)

    assert len(demo.children) == 3
    assert demo.remaining() == set()


def test_demo_says_which_child_died_and_ends(run: Callable[..., Demo], data_dir: Path) -> None:
    """A demo without its worker would mislead: it ends with status 1 and names the one that fell."""
    demo = run()
    demo.wait_for_page()
    worker = next(pid for pid in demo.children if _words(pid)[-2:] == ["worker", "--until-stdin-ends"])

    os.kill(worker, signal.SIGKILL)
    said, _ = demo.process.communicate(timeout=60)

    assert demo.process.returncode == 1
    assert "worker" in said
    assert str(data_dir / "demo" / "log" / "worker.log") in said
    assert demo.remaining() == set()


def test_demo_keeps_data_until_a_fresh_one_is_asked_for(run: Callable[..., Demo], data_dir: Path) -> None:
    """A second start finds what was entered; `--fresh` does not."""
    _execute(data_dir, "UPDATE account SET name = 'Kept' WHERE email = 'mentor@demo.example'")

    kept = run()
    kept.wait_for_page()
    kept.end(signal.SIGTERM)
    after_second = _name(data_dir)
    fresh = run("--fresh")
    fresh.wait_for_page()
    fresh.end(signal.SIGTERM)

    assert after_second == "Kept"
    assert _name(data_dir) == "Demo-Patin"


def test_demo_refuses_a_taken_port_before_it_starts_anything(tmp_path: Path) -> None:
    """The message names another port; no data is written and none thrown away."""
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "passgenau.db").write_text("mine")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        demo = Demo(tmp_path, "--fresh", port=port)
        said, _ = demo.process.communicate(timeout=60)

    assert demo.process.returncode == 1
    assert f"--port {port + 1}" in said
    assert (tmp_path / "demo" / "passgenau.db").read_text() == "mine"


def test_demo_refuses_a_second_one_over_the_same_data(run: Callable[..., Demo], data_dir: Path) -> None:
    """Two demos would write into one database; the second one, even a fresh one, says so and touches nothing."""
    first = run()
    first.wait_for_page()

    second = run("--fresh")
    said, _ = second.process.communicate(timeout=60)

    assert second.process.returncode == 1
    assert "PASSGENAU_DATA_DIR" in said
    assert first.process.poll() is None
    assert _name(data_dir) == "Demo-Patin"


def _heed_signals() -> None:
    """As in a terminal: a run under `nohup` or in the background hands down ignored ones, which the demo respects."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _bare_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PASSGENAU_")}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(parent: int) -> set[int]:
    return {int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and _parent(entry) == parent}


def _parent(entry: Path) -> int | None:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return None


def _lives(pid: int) -> bool:
    """Whether the process runs; one that waits for its reaper has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except OSError:
        return False


def _words(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode().rstrip("\0").split("\0")


def _execute(data_dir: Path, statement: str) -> None:
    database = Database(f"sqlite:///{data_dir / 'demo' / 'passgenau.db'}")
    with database.writing() as session:
        session.execute(text(statement))
        session.commit()
    database.dispose()


def _name(data_dir: Path) -> str:
    database = Database(f"sqlite:///{data_dir / 'demo' / 'passgenau.db'}")
    with database.reading() as session:
        name = session.scalar(text("SELECT name FROM account WHERE email = 'mentor@demo.example'"))
    database.dispose()
    return str(name)
