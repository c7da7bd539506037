"""documents: what do the papers look like?

Owns photos (checked, made anew, confirmed), pledges (signed on a phone), the files that people upload
(checked, cleaned, encrypted) and every paper that is rendered: publicity sheet and review form.
Queue: `documents`. Tells `documents.photo_confirmed`, `documents.pledge_signed` and
`documents.opinion_signed`; listens to what services keep of the files, and with which terms of
a plan a case was begun (`declaration.started`).
Pages: /documents/photo (证件照), /documents/upload and /documents/files (by grants of other services, and
one's own), /documents/pledge (签署保证书, by a grant of declaration) and /documents/sign (on a phone,
by a link), /documents/opinion (an expert's signature, by a grant of declaration), and
/documents/verify (public: is this printed paper one of ours?).
"""
