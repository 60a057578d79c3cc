"""A person's time in a course, or on its waiting list, is over."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.errors import NotFoundError
from matcher.store import tables
from matcher.store.tables.courses import EnrolmentOutcome, EnrolmentState
from matcher.usecases.course_places import leave, lock_course, move_up
from matcher.usecases.permission import require_for_person
from matcher.usecases.work import Work


def end_enrolment(work: Work, actor: Actor, enrolment_id: int, outcome: EnrolmentOutcome) -> int:
    """The place goes to whoever has waited longest; how many moved up. What is over already stays as it is.

    Raises:
        NotFoundError: there is no such enrolment, or the actor may not know that there is.

    """
    with work.unit(actor) as unit:
        found = unit.session.get(tables.Enrolment, enrolment_id)
        if found is None:
            raise NotFoundError(
                "Diese Anmeldung gibt es nicht. Bitte bei der Person nachsehen.",
                "There is no such enrolment. Please look at the person's page.",
            )
        require_for_person(unit, actor, Action.ENROL, found.participant_id)
        course = lock_course(unit, found.course_id, open_only=False)
        row = unit.session.get_one(tables.Enrolment, enrolment_id, populate_existing=True)
        if row.state is EnrolmentState.ENDED:
            return 0
        leave(unit, row, outcome)
        return move_up(unit, course)
