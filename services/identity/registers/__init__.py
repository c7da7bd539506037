"""Registers outside: a person has themselves looked up."""
