"""Files of people: what they are, cleaned or refused, and pictures of their pages; in child processes.

Nothing is imported here: a child starts for each file, and takes only what it needs.
"""
