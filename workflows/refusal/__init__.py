"""The workflow of one refusal that can still be taken back."""
