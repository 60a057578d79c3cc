"""Choose how often, and about what, one's account gets mails."""

from __future__ import annotations

from collections.abc import Collection

from matcher.access import Actor
from matcher.store import tables
from matcher.store.tables.mails import MailRhythm
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.work import Work


def choose_mails(work: Work, actor: Actor, rhythm: MailRhythm, *, refused: Collection[NotificationKind]) -> None:
    """From now on mails follow this choice; messages inside the application come all the same."""
    with work.unit(actor) as unit:
        unit.session.merge(
            tables.MailPreference(account_id=actor.id, rhythm=rhythm, refused=sorted(str(kind) for kind in refused))
        )
        unit.session.flush()
