"""Whose the rows are: the tables of each service that a city owns otherwise than by a column `city`."""

from collections.abc import Mapping

from kit.exporting import Owned, Via

NOTHING: Mapping[str, str] = {}
OF_A_MEETING = Via(column="meeting_id", parent="meetings")
OF_A_TASK = Via(column="task_id", parent="tasks")
OWNED: Mapping[str, Owned] = {
    "identity": Owned(
        via={}, left_out={"attempts": "counts of tries by keyed hashes, without a city; they run out"}
    ),
    "archive": Owned(via={}, left_out=NOTHING),
    "declaration": Owned(
        via={
            "photos": Via(column="id", parent="readiness"),
            "pledges": Via(column="person_id", parent="readiness"),
        },
        left_out=NOTHING,
    ),
    "review": Owned(
        via={
            **dict.fromkeys(("agenda", "ballots", "counts", "group_opinions", "interviews"), OF_A_MEETING),
            **dict.fromkeys(("recusals", "seats", "tallies"), OF_A_MEETING),
            **dict.fromkeys(("checks", "findings"), OF_A_TASK),
            "batch_items": Via(column="batch_id", parent="batches"),
            "held_cases": Via(column="application_id", parent="tasks", key="application_id"),
            "integrity_papers": Via(column="entry_id", parent="integrity_entries"),
            "objection_files": Via(column="objection_id", parent="objections"),
            "publicity_proofs": Via(column="publicity_id", parent="publicities"),
        },
        left_out=NOTHING,
    ),
    "payment": Owned(via={}, left_out=NOTHING),
    "documents": Owned(
        via={},
        left_out={
            "uploads": "what is not yet a file: whoever sends it sends it again",
            "upload_parts": "pieces of these",
            "open_uploads": "counts of tries by people without an account",
        },
    ),
    "notification": Owned(via={}, left_out=NOTHING),
    "operations": Owned(
        via={},
        left_out=dict.fromkeys(
            ("counts", "findings", "sources"), "what the other services say, asked anew every minute"
        ),
    ),
}
