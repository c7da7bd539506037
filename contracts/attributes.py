"""What operators read and search of a case in the engine: names of search attributes, never of people."""

from temporalio.common import SearchAttributeKey

CITY = SearchAttributeKey.for_keyword("City")
PLAN = SearchAttributeKey.for_keyword("Plan")
STAGE = SearchAttributeKey.for_keyword("Stage")
STATUS = SearchAttributeKey.for_keyword("Status")
WHOSE_TURN = SearchAttributeKey.for_keyword("WhoseTurn")
SINCE = SearchAttributeKey.for_datetime("Since")
DUE = SearchAttributeKey.for_datetime("Due")
ROUND = SearchAttributeKey.for_int("Round")
