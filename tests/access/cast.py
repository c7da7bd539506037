"""Who tries the routes: for every role somebody with objects, and the others who must not get at them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from kit.ids import derived, new_id

CITY, OTHER_CITY = "shaoxing", "xinhai"
COMMITTEE = derived("office", CITY, "engineer-committee")  # what the offices of a committee alone may do


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who is signed in. The name is one that no page shows by chance."""

    who: str
    role: str
    name: str
    city: str = CITY
    org_id: UUID | None = None
    account_id: UUID = field(default_factory=new_id)
    session_id: UUID = field(default_factory=new_id)
    cookies: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Cast:
    """All of them, by what they are."""

    people: Mapping[str, Person]

    def __getitem__(self, who: str) -> Person:
        """Somebody."""
        return self.people[who]

    def __iter__(self) -> Iterator[Person]:
        """Everybody."""
        return iter(self.people.values())


def a_cast() -> Cast:
    """New people: those who are named after their role have objects."""
    people = (
        Person(who="applicant", role="applicant", name="欧阳文渊"),
        Person(who="colleague", role="applicant", name="司徒明远"),
        Person(who="applicant elsewhere", role="applicant", name="上官致和", city=OTHER_CITY),
        Person(who="clerk", role="clerk", name="慕容静姝", org_id=new_id()),
        Person(who="clerk of another employer", role="clerk", name="皇甫嘉木", org_id=new_id()),
        Person(who="clerk without employer", role="clerk", name="令狐思齐"),
        Person(who="official", role="official", name="诸葛守正", org_id=COMMITTEE),
        Person(who="official of the next office", role="official", name="东方既白", org_id=new_id()),
        Person(who="official without office", role="official", name="南宫如晦"),
        Person(who="admin", role="admin", name="端木省身"),
        Person(who="operator", role="operator", name="濮阳知微"),
        Person(who="operator elsewhere", role="operator", name="澹台观澜", city=OTHER_CITY),
        Person(who="admin elsewhere", role="admin", name="百里奚行", city=OTHER_CITY),
    )
    return Cast({person.who: person for person in people})
