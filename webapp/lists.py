"""Where a list was left: its filters, so that whoever comes back from one of its things finds it as it was."""

from __future__ import annotations

from typing import Any, Final

from flask import session, url_for

_KEY: Final = "lists"


def filters_of(**filters: Any) -> dict[str, str]:
    """The filters as an address holds them; what is empty or a first page says nothing."""
    return {name: str(value) for name, value in filters.items() if value not in (None, "", 1)}


def remember_list(endpoint: str, **filters: Any) -> None:
    """Keep the filters for this login."""
    kept = filters_of(**filters)
    lists = session.get(_KEY, {})
    if lists.get(endpoint, {}) != kept:
        session[_KEY] = {**lists, endpoint: kept}


def list_url(endpoint: str) -> str:
    """The list's address as it was last looked at."""
    return url_for(endpoint, **session.get(_KEY, {}).get(endpoint, {}))
