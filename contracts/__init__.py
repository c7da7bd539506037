"""What services and workflows promise each other: values, task queues, activity signatures, events.

Nothing here does anything. A change here is a change of a promise: recorded histories must still replay.
"""
