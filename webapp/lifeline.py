"""Ends a process together with the one that started it, even where that one was killed and could say nothing."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Final

_GRACE: Final = 8.0
"""Seconds for a clean end before the process is cut off."""


def end_with_parent() -> None:
    """Watch standard input, a pipe that only the parent holds: once it closes, terminate as if told to."""
    threading.Thread(target=_watch, name="lifeline", daemon=True).start()


def _watch() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    overdue = threading.Timer(_GRACE, os._exit, args=(1,))
    overdue.daemon = True
    overdue.start()
    os.kill(os.getpid(), signal.SIGTERM)
