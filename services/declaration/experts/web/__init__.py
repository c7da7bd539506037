"""The pages of the applicant, and those of the expert."""
