"""评委会: its library of experts, and how a meeting's members are drawn from it."""
