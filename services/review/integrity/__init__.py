"""诚信档案: who declared dishonestly, by which decision, until when (national rules of 2024)."""
