"""The services: each owns its facts, their pages and their part of the procedure, and knows no other."""
