"""The columns of declaration that are encrypted with its field keys."""

from kit.rotation import Column

COLUMNS = (
    Column(table="acts", name="reason_encrypted"),
    Column(table="readiness", name="facts_encrypted"),
    Column(table="readiness", name="records_encrypted"),
    Column(table="readiness", name="news_encrypted"),
    Column(table="recommendations", name="answers_encrypted"),
    Column(table="recommendations", name="applicant_encrypted"),
    Column(table="invitations", name="answers_encrypted"),
    Column(table="invitations", name="applicant_encrypted"),
    Column(table="invitations", name="picture_encrypted"),
    Column(table="invitations", name="shown_encrypted"),
    Column(table="attachments", name="name_encrypted"),
    Column(table="re_reviews", name="request_encrypted"),
    Column(table="re_reviews", name="answer_encrypted"),
    Column(table="substitutions", name="reason_encrypted"),
    Column(table="dishonesty", name="told_encrypted"),
    Column(table="registered", name="told_encrypted"),
)
