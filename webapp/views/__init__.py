"""The pages, one module per noun; each blueprint names who may come in (`webapp.guard`)."""

from __future__ import annotations

from flask import Flask

from webapp.views.activities import activities
from webapp.views.conferences import conferences
from webapp.views.county import county
from webapp.views.courses import courses
from webapp.views.criteria import criteria
from webapp.views.day import day
from webapp.views.exchange import init_exchange
from webapp.views.folder import folder
from webapp.views.health import health, probe
from webapp.views.home import home
from webapp.views.horizon import horizon
from webapp.views.inbox import inbox
from webapp.views.inquiries import inquiries
from webapp.views.judging import judging
from webapp.views.keeping import keeping
from webapp.views.kept_views import kept_views
from webapp.views.law import law
from webapp.views.letters import letters
from webapp.views.mentor_register import mentor_register
from webapp.views.mentoring import mentoring
from webapp.views.mentorships import mentorships
from webapp.views.movements import movements
from webapp.views.news import news
from webapp.views.notes import notes
from webapp.views.notifications import notifications
from webapp.views.oversight import oversight
from webapp.views.overview import overview
from webapp.views.partners import partners
from webapp.views.people import people
from webapp.views.people_imports import people_imports
from webapp.views.person_contacts import person_contacts
from webapp.views.person_courses import person_courses
from webapp.views.places import places
from webapp.views.pool_steps import pool_steps
from webapp.views.preferences import preferences
from webapp.views.proposals import proposals
from webapp.views.rankings import rankings
from webapp.views.settings import settings
from webapp.views.sharing import sharing
from webapp.views.shortlists import shortlists
from webapp.views.tasks import tasks
from webapp.views.vacancies import vacancies
from webapp.views.vacancy_drafts import vacancy_drafts
from webapp.views.vacancy_imports import imports
from webapp.views.worklist import worklist

BLUEPRINTS = (
    home,
    settings,
    day,
    people,
    people_imports,
    places,
    folder,
    activities,
    news,
    partners,
    person_contacts,
    inquiries,
    conferences,
    tasks,
    mentor_register,
    mentorships,
    courses,
    person_courses,
    pool_steps,
    sharing,
    overview,
    rankings,
    movements,
    criteria,
    judging,
    oversight,
    vacancies,
    vacancy_drafts,
    imports,
    keeping,
    kept_views,
    inbox,
    shortlists,
    proposals,
    notes,
    notifications,
    preferences,
    mentoring,
    worklist,
    letters,
    horizon,
    law,
    county,
    health,
    probe,
)


def register_views(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    init_exchange(app)
