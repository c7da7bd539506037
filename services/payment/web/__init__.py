"""The applicant's pages, and the door for the channel."""
