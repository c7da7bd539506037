"""archive: a person's basic information and achievement records, verified by the employer item by item.

Owns 个人基本信息, 我的业绩档案 and 业绩档案审核, with a copy of the employers.
Queue: `archive`. Tells `archive.readiness_changed` and `archive.verification_decided`; listens to
`identity.employer_changed`, and with which terms of a plan a case was begun (`declaration.started`).
"""
