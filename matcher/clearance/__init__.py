"""The legal gate: who may be placed, shown to the employer service, and start work.

The public names are those below; everything else may change.
"""

from matcher.clearance.books import default_packs, load_pack, load_packs
from matcher.clearance.decision import Decision, decide
from matcher.clearance.fingerprint import fingerprint, job_of
from matcher.clearance.gate import clearance_for, precheck_question
from matcher.clearance.gatekeeper import Gatekeeper, Passages
from matcher.clearance.passage import Passage
from matcher.clearance.periods import deadline_for
from matcher.clearance.rules import Pack, PackSet, pack_set
from matcher.clearance.statuses import STATUSES, is_status, status_label

__all__ = [
    "STATUSES",
    "Decision",
    "Gatekeeper",
    "Pack",
    "PackSet",
    "Passage",
    "Passages",
    "clearance_for",
    "deadline_for",
    "decide",
    "default_packs",
    "fingerprint",
    "is_status",
    "job_of",
    "load_pack",
    "load_packs",
    "pack_set",
    "precheck_question",
    "status_label",
]
