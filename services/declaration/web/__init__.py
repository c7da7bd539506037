"""What the applicant's pages share, and all of them together."""
