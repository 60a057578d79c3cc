"""Who may do what: the sentences of the design, asked of the one table."""

from __future__ import annotations

import pytest

from matcher.access import TABLE, Action, Actor, Allowed, Denied, Scope, may, reach
from matcher.model import Role

PEOPLE = frozenset({Action.SEE_PARTICIPANT, Action.EDIT_PARTICIPANT, Action.ADD_PARTICIPANT, Action.RECORD_CONSENT})


def somebody(*roles: Role, number: int = 1) -> Actor:
    return Actor(id=number, roles=frozenset(roles))


@pytest.mark.parametrize("role", [Role.AGS, Role.ABH, Role.COUNTY, Role.ADMIN])
@pytest.mark.parametrize("action", sorted(PEOPLE))
def test_access_keeps_people_from_roles_that_need_no_names(role: Role, action: Action) -> None:
    """Employer service, authority, county and administration open no person's page."""
    assert reach(somebody(role), action) is None


@pytest.mark.parametrize("action", sorted(PEOPLE - {Action.ADD_PARTICIPANT}))
def test_access_lets_mentor_reach_own_people_only(action: Action) -> None:
    """A mentor's right ends at the people they accompany."""
    mentor = somebody(Role.MENTOR, number=7)

    assert isinstance(may(mentor, action, owner_ids=frozenset({7})), Allowed)
    assert isinstance(may(mentor, action, owner_ids=frozenset({8})), Denied)


def test_access_lets_nobody_but_the_authority_answer() -> None:
    """The coordinator cannot override the gate by answering in the authority's stead."""
    assert set(TABLE[Action.ANSWER_CLEARANCE]) == {Role.ABH}


def test_access_gives_counsellors_own_people_only() -> None:
    """A counsellor sees and stops people by consent, never all."""
    assert reach(somebody(Role.COUNSELLOR), Action.SEE_PARTICIPANT) is Scope.OWN
    assert reach(somebody(Role.COUNSELLOR), Action.SET_STOP) is Scope.OWN


def test_access_names_every_action_and_only_known_roles() -> None:
    """No action is forgotten, and none is free for everybody."""
    assert set(TABLE) == set(Action)
    assert all(TABLE[action] for action in Action)
    assert all(len(TABLE[action]) < len(Role) for action in Action)


@pytest.mark.parametrize("action", list(Action))
def test_access_denies_whoever_has_no_role(action: Action) -> None:
    """Default is no, and the refusal says whom to ask in both languages."""
    verdict = may(somebody(), action, owner_ids=frozenset({1}))

    assert isinstance(verdict, Denied)
    assert TABLE[action].keys() <= set(Role)
    assert any(role.german in verdict.german for role in TABLE[action])
    assert any(role.english in verdict.english for role in TABLE[action])


def test_access_takes_the_widest_of_several_roles() -> None:
    """Who is mentor and coordinator is not narrowed by being a mentor."""
    assert reach(somebody(Role.MENTOR, Role.COORDINATOR), Action.SEE_PARTICIPANT) is Scope.ALL
