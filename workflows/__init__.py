"""The order of things: a workflow per application, erasure and term, and the intake that tells them."""
