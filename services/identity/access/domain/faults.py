"""What is wrong with a form: a message for each field."""

Faults = dict[str, str]  # field → what to do about it


def only_faults(**found: str | None) -> Faults:
    """Those fields that have a fault."""
    return {field: fault for field, fault in found.items() if fault}
