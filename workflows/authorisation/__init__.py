"""The workflow of one term for which an employer is authorised."""
