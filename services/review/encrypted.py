"""The columns of review that are encrypted with its field keys."""

from kit.rotation import Column

COLUMNS = (
    Column(table="acts", name="reason_encrypted"),
    Column(table="commissions", name="name_encrypted"),
    Column(table="meetings", name="seed_encrypted"),
    Column(table="agenda", name="applicant_encrypted"),
    Column(table="interviews", name="said_encrypted"),
    Column(table="group_opinions", name="text_encrypted"),
    Column(table="tasks", name="applicant_encrypted"),
    Column(table="candidates", name="entry_encrypted"),
    Column(table="candidates", name="return_encrypted"),
    Column(table="substitutions", name="reason_encrypted"),
    Column(table="substitutions", name="name_encrypted"),
    Column(table="re_reviews", name="request_encrypted"),
    Column(table="re_reviews", name="answer_encrypted"),
    Column(table="notes", name="text_encrypted"),
    Column(table="objection_files", name="name_encrypted"),
    Column(table="publicity_proofs", name="name_encrypted"),
    *(
        Column(table="experts", name=f"{name}_encrypted")
        for name in ("name", "unit", "title", "specialty", "mobile")
    ),
    Column(table="integrity_papers", name="name_encrypted"),
    *(
        Column(table="integrity_entries", name=f"{name}_encrypted")
        for name in ("applicant", "why", "source", "number", "objection", "answer", "ended_why")
    ),
    *(Column(table="hand_ins", name=f"{name}_encrypted") for name in ("applicant", "paper")),
    *(Column(table="objections", name=f"{name}_encrypted") for name in ("text", "name", "mobile", "answer")),
)
