"""Serves CSS, fonts and scripts out of wheels and our own folder: compressed, at addresses that change with them."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from flask import Blueprint, Response, abort, request, url_for

_KERN: Final = "kern-ux/vendor/kern"
_SOURCES: Final = MappingProxyType(
    {
        "kern.css": ("mkdocs_kern_ux", f"{_KERN}/kern.min.css"),
        "FiraSans-Regular.woff2": ("mkdocs_kern_ux", f"{_KERN}/fonts/fira-sans/FiraSans-Regular.woff2"),
        "FiraSans-SemiBold.woff2": ("mkdocs_kern_ux", f"{_KERN}/fonts/fira-sans/FiraSans-SemiBold.woff2"),
        "htmx.js": ("js_lib_htmx", "static/htmx/htmx.min.js"),
        "passgenau.css": ("webapp", "static/passgenau.css"),
        "passgenau.js": ("webapp", "static/passgenau.js"),
        "signature.js": ("webapp", "static/signature.js"),
        "icon.svg": ("webapp", "static/icon.svg"),
    }
)
_A_YEAR: Final = 31_536_000
assets = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    zipped: bytes | None
    """None where compression gains nothing."""
    mimetype: str


@lru_cache(maxsize=len(_SOURCES))
def _asset(name: str) -> Asset:
    package, path = _SOURCES[name]
    content = (files(package) / path).read_bytes()
    zipped = None if name.endswith(".woff2") else gzip.compress(content, 9, mtime=0)
    return Asset(content, zipped, mimetypes.guess_type(name)[0] or "font/woff2")


def page_assets() -> tuple[str, ...]:
    """Everything that a page may ask for besides itself."""
    return tuple(_SOURCES)


@lru_cache(maxsize=1)
def version() -> str:
    """Changes whenever any asset does."""
    digest = hashlib.sha256()
    for name in sorted(_SOURCES):
        digest.update(_asset(name).content)
    return digest.hexdigest()[:12]


def asset_url(name: str) -> str:
    return url_for("assets.asset", stamp=version(), name=name)


@assets.get("/assets/<stamp>/<name>")
def asset(stamp: str, name: str) -> Response:
    """One file; a wrong stamp gets the present one without being kept."""
    if name not in _SOURCES:
        abort(404)
    found = _asset(name)
    zips = found.zipped is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(found.zipped if zips else found.content, mimetype=found.mimetype)
    if zips:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.cache_control.public = True
    if stamp == version():
        response.cache_control.max_age = _A_YEAR
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    return response
