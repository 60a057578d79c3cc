"""Send mails again that were given up, or do not wait for the next attempt of one that failed."""

from __future__ import annotations

from sqlalchemy import update

from matcher.access import Action, Actor
from matcher.store import tables
from matcher.store.mails import is_troubled
from matcher.store.tables.mails import MailState
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def retry_mails(work: Work, actor: Actor, *, mail_id: int | None = None) -> int:
    """How many wait to be sent at once again: one, or all that failed. Whatever is being sent now is left alone."""
    require(actor, Action.RESEND_MAILS)
    mail = tables.Mail
    which = [is_troubled(), mail.lease_token.is_(None)]
    if mail_id is not None:
        which.append(mail.id == mail_id)
    with work.unit(actor) as unit:
        done = unit.session.scalars(
            update(mail)
            .where(*which)
            .values(state=MailState.WAITING, attempts=0, lease_until=None, last_error=None)
            .returning(mail.id)
            .execution_options(synchronize_session=False)
        ).all()
        for number in sorted(done):
            unit.record("retry_mail", "mail", number)
        return len(done)
