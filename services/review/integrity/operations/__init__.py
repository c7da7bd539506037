"""Verbs of the register: an entry is made, objected to, answered, repaired."""
