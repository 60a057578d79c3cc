"""Lets `python -m webapp.cli` stand for `passgenau`, where the console script is not on the path."""

from __future__ import annotations

from webapp.cli import main

main(prog_name="passgenau")
