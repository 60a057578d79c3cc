"""The house keeps its shape: contracts, types, style, layout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("matcher", "webapp", "workers", "fixtures")
TOP_LEVEL = {"pyproject.toml", "matcher", "webapp", "workers", "fixtures", "tests", "README.md", "requirements.lock"}
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "common", "misc"}
TOOLS = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy"],
    "import contracts": ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
}


def modules() -> list[Path]:
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


@pytest.mark.parametrize("tool", TOOLS)
def test_house_passes_tool(tool: str) -> None:
    """Style, types and import contracts hold over the whole tree."""
    done = subprocess.run([sys.executable, *TOOLS[tool]], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_top_level_holds_only_what_the_design_names() -> None:
    """A newcomer sees eight entries; whatever git tracks beyond them is a dotfile."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout, so nothing says which files belong to the project")

    entries = {line.split("/")[0] for line in listed.stdout.splitlines()}

    assert {entry for entry in entries if not entry.startswith(".")} <= TOP_LEVEL


def test_modules_have_telling_names() -> None:
    """No module is called after what it might hold."""
    vague = [str(path.relative_to(ROOT)) for path in modules() if path.stem in VAGUE_NAMES]

    assert vague == []


def test_modules_stay_readable() -> None:
    """Hardly any module is over 300 lines, and the median is at most 120."""
    lengths = sorted(len(path.read_text().splitlines()) for path in modules() if path.name != "__init__.py")
    long = [length for length in lengths if length > 300]

    assert len(long) <= 3
    assert max(lengths) <= 420
    assert lengths[len(lengths) // 2] <= 120


@pytest.mark.parametrize("package", ["matcher/clearance", "matcher/store", "matcher/ranking", "fixtures"])
def test_package_says_what_may_not_enter(package: str) -> None:
    """Each of these packages has a README of a few lines."""
    readme = ROOT / package / "README.md"

    assert readme.exists()
    assert 3 <= len(readme.read_text().strip().splitlines()) <= 60
