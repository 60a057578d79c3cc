"""Every page that a role can reach by links: sound for eyes, keyboards and screen readers, at desk and phone width."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Seat

ROLES = ("mentor", "ags", "coordinator", "abh", "jobcenter", "county", "admin")
MOST_PAGES = 150
_CODE = re.compile(r"(LDS|S|V)-[0-9A-Z]+|\d+")


def shape(address: str) -> str:
    """The kind of page behind an address: codes and numbers do not make another kind."""
    parts = urlsplit(address)
    names = sorted(part.split("=")[0] for part in parts.query.split("&") if part)
    return _CODE.sub("*", parts.path) + ("?" + "&".join(names) if names else "")


@pytest.mark.browser
@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_sound_for_role(sit: Callable[..., Seat], role: str) -> None:
    """Axe finds nothing, nothing scrolls sideways, nothing is asked of the outside, no script fails."""
    seat = sit(role)
    waiting, seen, found = [seat.page.url], set(), []

    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if shape(address) in seen:
            continue
        seen.add(shape(address))
        answer = seat.page.goto(address)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        if answer.status != 200:
            found.append(f"{address}: status {answer.status}")
        found += seat.inspect()
        seat.shoot(shape(address).strip("/").replace("/", "-").replace("*", "x").replace("?", "-") or "start")
        links = seat.page.eval_on_selector_all("a[href]:not([download])", "all => all.map(link => link.href)")
        pages = [link.split("#")[0] for link in links if link.startswith(seat.address)]
        # Chromium's viewer of PDF files is not ours to judge, and a table is no page.
        waiting += [page for page in pages if not urlsplit(page).path.endswith((".pdf", ".xlsx"))]

    assert found + seat.faults == []
    assert len(seen) >= 2
