"""declaration: plans, drafts, the form, the applicant's read model of every case, and the deadline ledger.

Queue "declaration". Tells `declaration.started` and `declaration.deadline_changed`; hears
`archive.readiness_changed`, `identity.employer_changed`, `documents.photo_confirmed` and
`documents.pledge_signed`.
"""
