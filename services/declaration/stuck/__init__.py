"""Cases that are stuck, for operators: ids, offices and codes."""
