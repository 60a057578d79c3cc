"""Other users of the machine, and whoever speaks through the proxy."""

from __future__ import annotations

import http.client
import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


def environment(directory: Path, **further: str) -> dict[str, str]:
    own = {"PASSGENAU_DATA_DIR": str(directory), "PASSGENAU_DATABASE_URL": "", "PASSGENAU_SECRET_KEY": ""}
    return {**os.environ, **own, **further}


def passgenau(directory: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "webapp.cli", *arguments]
    subprocess.run(command, env=environment(directory), check=True, capture_output=True)


@contextmanager
def server(directory: Path, **further: str) -> Iterator[int]:
    """A running server over a fresh database, on a free port."""
    passgenau(directory, "db", "upgrade")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "webapp.cli", "serve", "--port", str(port)]
    with (directory / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, env=environment(directory, **further), stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as attempt:
                if attempt.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def ask(port: int, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with closing(connection):
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        answer.read()
    return answer


def test_files_are_their_owners_alone_though_the_directory_is_open(tmp_path: Path) -> None:
    """A data directory that somebody made readable for all still keeps the database to its owner."""
    tmp_path.chmod(0o755)

    passgenau(tmp_path, "db", "upgrade")

    open_to_others = [path.name for path in tmp_path.rglob("*") if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert (tmp_path / "passgenau.db").exists()
    assert open_to_others == []


def test_server_behind_its_proxy_serves_https_with_safe_cookies(tmp_path: Path) -> None:
    """What the proxy says of the protocol counts: no endless redirect, a cookie for HTTPS alone, strict transport."""
    with server(tmp_path, PASSGENAU_HTTPS="true") as port:
        plain = ask(port, "/login")
        safe = ask(port, "/login", X_Forwarded_Proto="https", X_Forwarded_For="10.1.2.3")

    assert plain.status in {301, 302}
    assert str(plain.headers["Location"]).startswith("https://")
    assert safe.status == 200
    assert "Secure" in str(safe.headers["Set-Cookie"])
    assert "max-age" in str(safe.headers["Strict-Transport-Security"])


def test_server_logs_neither_addresses_nor_what_stands_in_them(tmp_path: Path) -> None:
    """The server writes no line per visit: searches and codes in addresses stay out of its log."""
    with server(tmp_path) as port:
        ask(port, "/people?search=Hosseini")
        ask(port, "/vacancies/firms?employer=Geheim")
        log = (tmp_path / "log.txt").read_text()

    assert "Hosseini" not in log
    assert "Geheim" not in log
    assert log.strip() == f"http://127.0.0.1:{port}/"
