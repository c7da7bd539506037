"""identity owns persons, employers, accounts, officials, offices of the cities and sessions.

Queue "identity". Tells `identity.employer_changed`, `identity.employer_decided`,
`identity.files_kept`, `identity.contact_changed`, codes by text message (`identity.recovery_asked`,
`identity.mobile_change_asked`); listens to everybody who was shown somebody's data (`archive.read`,
`review.read`, `documents.read`, `notification.read`).
"""
