"""Puts the means of a process together: database, clock, doorbell."""

from __future__ import annotations

from matcher.store.session import Database
from matcher.usecases.work import Work
from webapp.settings import Settings
from workers.app import WorkerSettings, make_celery
from workers.doorbell import Doorbell
from workers.mailing import MailSettings


def worker_settings(settings: Settings) -> WorkerSettings:
    return WorkerSettings(broker_url=settings.broker_url, data_dir=settings.data_dir)


def mail_settings(settings: Settings) -> MailSettings | None:
    """Where mails go; None where no server is named."""
    if not settings.smtp_url:
        return None
    return MailSettings(url=settings.smtp_url, sender=settings.mail_from, home=settings.home_url)


def open_work(settings: Settings) -> Work:
    """A process's means: its database, and the doorbell that rings after each commit."""
    doorbell = Doorbell(make_celery(worker_settings(settings)))
    return Work(Database(settings.database_url), doorbell.ring)
