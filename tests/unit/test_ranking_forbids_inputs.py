"""I8: what the ranking must not know cannot be handed to it."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import matcher.ranking
from matcher.attendance import Attendance
from matcher.model import Experience, Facts, Profile, Qualification
from matcher.ranking import Index
from matcher.ranking.traits import Trait

FORBIDDEN = (
    "nationality", "origin", "country", "birth", "sex", "gender", "religion", "disab", "age", "sexual", "name", "photo",
    "mother", "tongue", "family", "children", "residence", "status", "stay", "permit", "document",
)  # fmt: skip
PROFILE = {
    "german", "experiences", "qualifications", "wishes", "licences", "skills", "postcode", "reach_km", "mobility",
    "available_from", "hours_min", "hours_max", "shifts", "kinds", "courses",
}  # fmt: skip


def test_profile_holds_exactly_the_reviewed_fields() -> None:
    """A new field of Profile has to be added here, by somebody who has read I8."""
    names = {item.name for item in fields(Profile)}

    assert names == PROFILE


@pytest.mark.parametrize("kind", [Profile, Experience, Qualification, Attendance])
def test_no_field_speaks_of_a_forbidden_attribute(kind: type) -> None:
    """Neither a profile nor its parts have room for one."""
    names = [item.name for item in fields(kind)]

    assert [name for name in names for word in FORBIDDEN if word in name.split("_")] == []


@pytest.mark.parametrize("attribute", ["nationality", "religion", "status", "name", "birth_year", "mother_tongue"])
def test_profile_refuses_forbidden_attribute(attribute: str) -> None:
    """Handing one over is an error at once, and so is adding it later."""
    with pytest.raises(TypeError):
        Profile(**{attribute: "x"})
    with pytest.raises((AttributeError, TypeError)):
        object.__setattr__(Profile(), attribute, "x")


def test_no_fact_for_the_gate_is_a_fact_for_the_ranking() -> None:
    """Profile and Facts share no field."""
    assert {item.name for item in fields(Facts)} & {item.name for item in fields(Profile)} == set()


def test_index_takes_profiles_and_years_of_birth_only() -> None:
    """The index has no further door for people; the year of birth feeds no feature."""
    from matcher.ranking.features import UTILITIES  # noqa: PLC0415 - its one use

    people = [name for name in inspect.signature(Index).parameters if name not in {"criteria", "on", "titles"}]

    assert people == ["profiles", "keys", "birth_years"]
    assert Trait.BIRTH_YEAR not in {trait for trait, _ in UTILITIES.values()}


def test_ranking_names_neither_facts_nor_participants() -> None:
    """No module of the ranking imports the types that carry residence or a person."""
    imported = set()
    for path in Path(matcher.ranking.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "matcher.model":
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom | ast.Import):
                imported |= {alias.name for alias in node.names} | {getattr(node, "module", None) or ""}

    assert imported & {"Facts", "Participant", "Clearance", "Permit", "WorkNote", "Application", "*"} == set()
    assert not any(name.startswith(("matcher.clearance", "matcher.store", "matcher.pipeline")) for name in imported)


def test_ranking_loads_without_the_gate() -> None:
    """Importing the ranking does not even load the gate."""
    script = "import sys, matcher.ranking; sys.exit(any(m.startswith('matcher.clearance') for m in sys.modules))"

    done = subprocess.run([sys.executable, "-c", script], check=False)

    assert done.returncode == 0
