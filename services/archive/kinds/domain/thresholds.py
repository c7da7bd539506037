"""Numbers that notes go by. What a plan demands it checks itself; these are what is usual in the province."""

YEARLY_HOURS = {"hours": 90, "special_hours": 60, "general_hours": 18}
APPRAISED_YEARS = 3  # M2.9: at least the last three
SHORTEST_GAP = 3  # months without work that are worth a word
