"""Cities are data: one folder per city with its offices, routes, plans, fees and message texts."""

from cities.attachments import Attachment
from cities.changes import Change
from cities.city import City, Place
from cities.conditions import Conditions
from cities.differences import differences
from cities.directory import Cities
from cities.explaining import Explained, Step, choice_words, explain
from cities.fees import CHARGES, RECOMMENDATION, Fee
from cities.following import follow
from cities.founding import Founding, found_city
from cities.kinds import Experts, Kind
from cities.loading import BrokenCities, check, load
from cities.messages import TEMPLATES
from cities.offices import AcceptancePoint, HandIn, Office
from cities.opinions import Opinion
from cities.placing import APPLIED, mark, place
from cities.plan import PhotoRule, Plan, Requirement
from cities.reasons import Reason
from cities.routes import Sender, Stop
from cities.rows import Level
from cities.scoring import Scoring
from cities.versions import frozen_fault, frozen_faults, revisions

__all__ = [
    "APPLIED",
    "CHARGES",
    "RECOMMENDATION",
    "TEMPLATES",
    "AcceptancePoint",
    "Attachment",
    "BrokenCities",
    "Change",
    "Cities",
    "City",
    "Conditions",
    "Experts",
    "Explained",
    "Fee",
    "Founding",
    "HandIn",
    "Kind",
    "Level",
    "Office",
    "Opinion",
    "PhotoRule",
    "Place",
    "Plan",
    "Reason",
    "Requirement",
    "Scoring",
    "Sender",
    "Step",
    "Stop",
    "check",
    "choice_words",
    "differences",
    "explain",
    "follow",
    "found_city",
    "frozen_fault",
    "frozen_faults",
    "load",
    "mark",
    "place",
    "revisions",
]
