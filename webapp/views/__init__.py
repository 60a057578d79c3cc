"""The pages, one module per noun; each blueprint names who may come in (`webapp.guard`)."""

from __future__ import annotations

from flask import Flask

from webapp.views.home import home
from webapp.views.settings import settings

BLUEPRINTS = (home, settings)


def register_views(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
