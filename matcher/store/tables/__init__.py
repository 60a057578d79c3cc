"""The tables, one module per noun; `from matcher.store import tables` and write `tables.Vacancy`."""

from __future__ import annotations

from matcher.store.tables.accounts import Account, AccountRole
from matcher.store.tables.activities import Activity
from matcher.store.tables.clearance import ClearanceDecision, ClearanceRequest
from matcher.store.tables.conferences import Conference, ConferenceGuest, ConferenceItem, Task
from matcher.store.tables.consents import ConsentSheet, DataConsent, Mentorship, PlacementStop
from matcher.store.tables.courses import Course, CourseLesson, Enrolment, EnrolmentStep, Measure
from matcher.store.tables.drafts import CriteriaDraft, CriteriaTrial
from matcher.store.tables.exposures import ExposureSnapshot
from matcher.store.tables.imports import ImportedPerson, ImportedVacancy, PeopleImport, VacancyDraft, VacancyImport
from matcher.store.tables.inquiries import Inquiry, InquiryMessage
from matcher.store.tables.judgements import Judgement
from matcher.store.tables.mails import Mail, MailedNotification, MailPreference
from matcher.store.tables.matching import CriteriaVersion, RankingRow, Run
from matcher.store.tables.mentor_register import MentorProfile, MentorTraining
from matcher.store.tables.mentoring import MentorCover, MentorLimit
from matcher.store.tables.mentorship_ends import MentorshipClosing, MentorshipExtension, MentorshipWarning
from matcher.store.tables.merges import ParticipantMerge
from matcher.store.tables.messages import Notification
from matcher.store.tables.news import News, NewsAcknowledgement
from matcher.store.tables.notes import Note
from matcher.store.tables.papers import FolderPrint, Paper
from matcher.store.tables.partners import Contact, Organisation, PartnerChange, PersonContact
from matcher.store.tables.people import (
    AuthorityStatement,
    Experience,
    Identity,
    LanguageSkill,
    Participant,
    Qualification,
    ResidenceDocument,
    WorkPermit,
    WorkWish,
)
from matcher.store.tables.placements import (
    Agreement,
    FollowUp,
    Interview,
    Placement,
    PlacementCorrection,
    Proposal,
    ProposalStep,
)
from matcher.store.tables.saved_views import SavedView
from matcher.store.tables.shortlists import Opening, Review, Shortlist, ShortlistEntry
from matcher.store.tables.surveys import SharingDecision, Survey
from matcher.store.tables.trace import AuditRow, Change, ChangeCounter, Submission
from matcher.store.tables.vacancies import Employer, Vacancy, VacancyReview

__all__ = [
    "Account",
    "AccountRole",
    "Activity",
    "Agreement",
    "AuditRow",
    "AuthorityStatement",
    "Change",
    "ChangeCounter",
    "ClearanceDecision",
    "ClearanceRequest",
    "Conference",
    "ConferenceGuest",
    "ConferenceItem",
    "ConsentSheet",
    "Contact",
    "Course",
    "CourseLesson",
    "CriteriaDraft",
    "CriteriaTrial",
    "CriteriaVersion",
    "DataConsent",
    "Employer",
    "Enrolment",
    "EnrolmentStep",
    "Experience",
    "ExposureSnapshot",
    "FolderPrint",
    "FollowUp",
    "Identity",
    "ImportedPerson",
    "ImportedVacancy",
    "Inquiry",
    "InquiryMessage",
    "Interview",
    "Judgement",
    "LanguageSkill",
    "Mail",
    "MailPreference",
    "MailedNotification",
    "Measure",
    "MentorCover",
    "MentorLimit",
    "MentorProfile",
    "MentorTraining",
    "Mentorship",
    "MentorshipClosing",
    "MentorshipExtension",
    "MentorshipWarning",
    "News",
    "NewsAcknowledgement",
    "Note",
    "Notification",
    "Opening",
    "Organisation",
    "Paper",
    "Participant",
    "ParticipantMerge",
    "PartnerChange",
    "PeopleImport",
    "PersonContact",
    "Placement",
    "PlacementCorrection",
    "PlacementStop",
    "Proposal",
    "ProposalStep",
    "Qualification",
    "RankingRow",
    "ResidenceDocument",
    "Review",
    "Run",
    "SavedView",
    "SharingDecision",
    "Shortlist",
    "ShortlistEntry",
    "Submission",
    "Survey",
    "Task",
    "Vacancy",
    "VacancyDraft",
    "VacancyImport",
    "VacancyReview",
    "WorkPermit",
    "WorkWish",
]
