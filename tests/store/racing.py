"""Two processes that race each other over one database, each told step by step what to do."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

from sqlalchemy import text

from matcher.store.session import Database

WINDOW = 0.04
"""Seconds that a half-done step leaves to the other side; whoever is locked out uses none of them."""
PATIENCE = 30.0
ROOT = Path(__file__).parents[2]


class Side:
    """A process that carries out one side of the trials."""

    def __init__(self, database: Database, module: str, side: str, variant: str) -> None:
        url = database.url.render_as_string(hide_password=False)
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, url, side, variant],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self._words: SimpleQueue[str] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._words.put(line.strip())

    def tell(self, **command: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()

    def hear(self, seconds: float = PATIENCE) -> str | None:
        """The next word, or None where none comes in time."""
        try:
            return self._words.get(timeout=seconds)
        except Empty:
            return None

    def finish(self, word: str | None) -> str:
        """Let it go on, if it stopped half way; its result, which is never a fault of the process itself."""
        while word is None or word == "half":
            if word == "half":
                self.tell(go=True)
            word = self.hear()
            assert word is not None, "a side of the race hangs"
        assert not word.startswith("refused OperationalError"), word
        return word

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=PATIENCE)
        self._reader.join(timeout=PATIENCE)
        self._process.stdout.close()


@contextmanager
def sides(database: Database, module: str, names: tuple[str, str], variant: str) -> Iterator[tuple[Side, Side]]:
    """Both processes, ready to be told."""
    both = Side(database, module, names[0], variant), Side(database, module, names[1], variant)
    try:
        for side in both:
            assert side.hear(120) == "ready"
        yield both
    finally:
        for side in both:
            side.close()


def drop_guards(database: Database, named: str = "") -> None:
    """Drop every trigger whose name begins so, in this test's own database."""
    with database.writing() as session:
        if database.is_sqlite:
            names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
            statements = [f"DROP TRIGGER {name}" for name in names]
        else:
            rows = session.execute(
                text("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            ).all()
            statements = [f"DROP TRIGGER {name} ON {table}" for name, table in rows]
        statements = [statement for statement in statements if statement.startswith(f"DROP TRIGGER {named}")]
        assert statements
        for statement in statements:
            session.execute(text(statement))
        session.commit()
