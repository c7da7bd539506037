"""The workflow of one request to have a person's data erased."""
