"""Record in which languages one can talk with a person; German has its own section, the ranking reads none of these."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete

from matcher.access import Action, Actor
from matcher.store import tables
from matcher.store.mentor_register import GERMAN, languages_of
from matcher.usecases.describe_mentor import language_codes
from matcher.usecases.permission import require_for_person
from matcher.usecases.work import Work


def record_languages(work: Work, actor: Actor, participant_id: int, languages: Collection[str]) -> None:
    """These stand from now on, and no others.

    Raises:
        InvalidInputError: at `languages`: something is no language's code.

    """
    wanted = language_codes(languages)
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.EDIT_PARTICIPANT, participant_id)
        known = languages_of(unit.session, participant_id)
        if wanted == known:
            return
        skill = tables.LanguageSkill
        unit.session.execute(
            delete(skill).where(
                skill.participant_id == participant_id, skill.language != GERMAN, skill.language.not_in(wanted)
            )
        )
        unit.session.add_all(skill(participant_id=participant_id, language=code) for code in sorted(wanted - known))
        unit.session.flush()
        unit.record("record_languages", "participant", participant_id)
