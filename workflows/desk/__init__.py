"""The workflow of one desk, an office's or an employer's, while something waits there."""
