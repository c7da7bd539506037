"""documents: what do the papers look like?

Owns photos (checked, made anew, confirmed) and every paper that is rendered: publicity sheet and review form.
Queue: `documents`. Tells `documents.photo_confirmed`; listens to nothing.
Pages: /documents/photo (证件照), /documents/verify (public: is this printed form one of ours?).
"""
