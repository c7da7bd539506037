"""Archive's pages: the applicant's file, and the desk of the employer's clerk."""
