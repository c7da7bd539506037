"""What anybody objects to a publicity, and what the employer finds of it (E4.4, E4.5)."""
