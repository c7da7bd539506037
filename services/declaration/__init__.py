"""declaration: plans, drafts, the form, the applicant's read model of every case, and the deadline ledger.

Queue "declaration". Tells `declaration.started`, `declaration.deadline_changed` and
`declaration.expert_asked`; hears `archive.readiness_changed`, `identity.employer_changed`,
`identity.contact_changed`, `documents.photo_confirmed`, `documents.pledge_signed` and
`documents.opinion_signed`.
"""
