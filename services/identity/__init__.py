"""identity owns persons, employers, accounts, officials, offices of the cities and sessions.

Queue "identity". Tells `identity.employer_changed`, `identity.employer_decided`,
`identity.files_kept`, `identity.contact_changed`; listens to everybody
who was shown somebody's data (`archive.read`, `review.read`, `documents.read`, `notification.read`).
"""
