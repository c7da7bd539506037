"""The services that the stack runs, in the order in which people meet them."""

SERVICES = (
    "identity",
    "archive",
    "declaration",
    "review",
    "payment",
    "documents",
    "notification",
    "operations",
)
