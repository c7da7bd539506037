"""The printed form and what belongs to it, received at the committee's office (A10.2, M1.3, M1.4)."""
