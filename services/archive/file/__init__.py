"""A person's file: basic information and records, the employer, the submission, the section of a case."""
