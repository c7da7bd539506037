"""documents: what do the papers look like?

Owns photos (checked, made anew, confirmed), the files that people upload (checked, cleaned, encrypted) and
every paper that is rendered: publicity sheet and review form.
Queue: `documents`. Tells `documents.photo_confirmed`; listens to what services keep of the files.
Pages: /documents/photo (证件照), /documents/upload and /documents/files (by grants of other services, and
one's own), /documents/verify (public: is this printed paper one of ours?).
"""
