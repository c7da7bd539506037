"""The workflow of one preview: what would be submitted now."""
