"""Declarations, their forms, and what was heard of persons and employers."""
