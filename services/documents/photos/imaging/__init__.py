"""Photos: bytes in, findings or clean bytes out. Pure; nothing is remembered.

Nothing is imported here: pictures are decoded in child processes alone, and a child starts for each.
"""
