"""The legal gate: who may be placed, shown to the employer service, and start work.

The public names are those below; everything else may change.
"""

from matcher.clearance.decision import Decision, decide
from matcher.clearance.fingerprint import fingerprint, job_of
from matcher.clearance.gate import Gatekeeper, Passage, clearance_for, precheck_question
from matcher.clearance.rules import Pack, PackSet, default_packs, load_pack, pack_set
from matcher.clearance.statuses import STATUSES, is_status, status_label

__all__ = [
    "STATUSES",
    "Decision",
    "Gatekeeper",
    "Pack",
    "PackSet",
    "Passage",
    "clearance_for",
    "decide",
    "default_packs",
    "fingerprint",
    "is_status",
    "job_of",
    "load_pack",
    "pack_set",
    "precheck_question",
    "status_label",
]
