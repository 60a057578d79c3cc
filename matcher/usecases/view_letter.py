"""Open the letter that asks the authority on paper; the look at it leaves an audit row (I11)."""

from __future__ import annotations

from matcher.access import Action, Actor, Denied, may
from matcher.errors import DeniedError, NotFoundError
from matcher.store.worklist import Asked, asked_by_letter
from matcher.usecases.work import Work


def view_letter(work: Work, actor: Actor, request_id: int, *, answered: bool = False) -> Asked:
    """What the letter may say: identity, document and job of somebody whose consent to the authority stands.

    `answered` asks for a request whose answer (or passed deadline) is to be replaced by another one.

    Raises:
        NotFoundError: there is no such request, it is answered, or nothing may be told to the authority.

    """
    verdict = may(actor, Action.ANSWER_ON_PAPER)
    if isinstance(verdict, Denied) and isinstance(may(actor, Action.SEE_WORKLIST), Denied):
        raise DeniedError(verdict.german, verdict.english)
    with work.reading() as session:
        asked = asked_by_letter(session, request_id, answered=answered)
    if asked is None:
        raise NotFoundError(
            "Zu dieser Anfrage gibt es kein Schreiben. Sie ist beantwortet oder zurückgezogen.",
            "There is no letter for this request. It has been answered or taken back.",
        )
    with work.unit(actor) as unit:
        unit.record("view_letter", "participant", asked.participant_id, request=asked.id)
    return asked
