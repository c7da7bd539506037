"""A case, its findings, its decision."""
