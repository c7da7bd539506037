"""The opinions, and the invitations to give one."""
