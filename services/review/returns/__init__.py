"""退回补正 before a meeting: a case that waits for it, on a roster or not, goes back to its applicant."""
