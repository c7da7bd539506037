"""notification: who is told what, and did it arrive?

Owns text messages and the mobile numbers that they go to. Messages are handed to the SMS centre through the
queue `sms.outgoing`, sealed with keys that are agreed with it; its receipts come back on `sms.receipts`.
Queue: `notification`. Events in: `identity.contact_changed`, `identity.employer_decided`,
`archive.verification_decided`, `identity.recovery_asked`, `identity.mobile_change_asked`,
`identity.correction_decided`, `declaration.expert_asked`.
Events out: `notification.message_ready`, to itself: whatever is to leave the house
leaves it through the outbox.
Pages: /messages (短信记录, for administrators).
"""
