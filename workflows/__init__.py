"""The order of things: a workflow per application, and the intake that tells it what happened."""
