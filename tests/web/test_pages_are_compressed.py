"""Pages travel compressed where the browser takes it, and their length tells nothing of the token in them."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from matcher.model import Role
from tests.web.conftest import Visitor


def test_page_is_compressed_for_whoever_takes_gzip(visitor: Callable[..., Visitor]) -> None:
    """The same page comes out; caches know that it differs by what the browser takes."""
    client = visitor(Role.MENTOR).client

    plain, zipped = client.get("/vacancies"), client.get("/vacancies", headers={"Accept-Encoding": "br, gzip"})

    assert "Content-Encoding" not in plain.headers
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in zipped.headers["Vary"]
    assert len(zipped.data) < len(plain.data) / 2
    assert "<h1" in gzip.decompress(zipped.data).decode()


def test_refusal_of_gzip_is_heard(visitor: Callable[..., Visitor]) -> None:
    """q=0 is a no."""
    answer = visitor(Role.MENTOR).client.get("/vacancies", headers={"Accept-Encoding": "gzip;q=0"})

    assert "Content-Encoding" not in answer.headers


def test_length_of_a_page_varies_from_answer_to_answer(visitor: Callable[..., Visitor]) -> None:
    """Whoever counts bytes on the wire cannot guess at the token letter by letter (BREACH)."""
    client = visitor(Role.MENTOR).client
    lengths = [len(client.get("/vacancies", headers={"Accept-Encoding": "gzip"}).data) for _ in range(12)]

    assert max(lengths) - min(lengths) > 20
