"""Who appears in a demo: people and employers that nobody has met, with valid numbers."""

import random
from dataclasses import dataclass, field

from contracts.normal.numbers import credit_check_character
from deploy.demo.units import OF_THE_CITY, Unit

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马胡朱郭何林罗郑"
# Given names of two: so many that two people of one house hardly ever share a name, for some are found by it.
GIVEN_FIRST = "喆珺子建晓思海静文佳志国明丽雅俊浩欣雨梦嘉振永春秋云庆宏卫立德玉桂兰金天宇晨星辰阳若书一"
GIVEN_SECOND = "昇涵国燕远涛怡博琪强伟芳娜秀英霞平刚勇军杰磊超鹏飞华亮健峰松柏林森波泉源清洁莹彤萱婷宁安"
EMPLOYER = (  # what colleagues have in common
    *("employer_name", "credit_code", "representative_name"),
    *("clerk_name", "clerk_id_number", "clerk_mobile", "clerk_login", "password"),
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(dice: random.Random) -> str:
    """A resident's number that passes the checksum."""
    born = f"19{dice.randint(70, 95)}{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}"
    head = f"330602{born}{dice.randint(0, 999):03d}"
    total = sum(int(digit) * weight for digit, weight in zip(head, WEIGHTS, strict=True))
    return head + "10X98765432"[total % 11]


def credit_code(dice: random.Random) -> str:
    """A unified social credit code that passes the checksum."""
    head = "91330602" + "".join(dice.choice("0123456789ABCDEFGH") for _ in range(9))
    return head + credit_check_character(head)


def mobile(dice: random.Random) -> str:
    """A mobile number that messages reach: the stack's SMS centre delivers nothing to those with 0000."""
    return f"13{dice.randint(5, 9)}{dice.randint(0, 9999):04d}{dice.randint(1, 9999):04d}"


@dataclass(frozen=True)
class Cast:
    """The people of one demo: an applicant, and an employer with its clerk, or a colleague's."""

    dice: random.Random = field(default_factory=random.SystemRandom)
    unit: Unit = OF_THE_CITY
    colleague: "Cast | None" = None

    def __post_init__(self) -> None:
        """Draw everybody whom no colleague has brought."""
        dice = self.dice
        number = dice.randint(100_000, 999_999)  # people are found by the names of their employers
        for name, value in {
            "employer_name": f"{self.unit.stem}第{number}分公司",
            "credit_code": self.unit.credit_code or credit_code(dice),
            "clerk_name": dice.choice(SURNAMES) + "敏华",
            "clerk_id_number": id_number(dice),
            "clerk_mobile": mobile(dice),
            "clerk_login": f"clerk{dice.randint(0, 10**9)}",
            "applicant_name": dice.choice(SURNAMES) + dice.choice(GIVEN_FIRST) + dice.choice(GIVEN_SECOND),
            "applicant_id_number": id_number(dice),
            "applicant_mobile": mobile(dice),
            "expert_mobile": mobile(dice),
            "representative_name": dice.choice(SURNAMES) + "立新",
            "password": f"Demo-{dice.randint(10**9, 10**10)}-zc",
        }.items():
            shared = self.colleague if name in EMPLOYER else None
            object.__setattr__(self, name, getattr(shared, name) if shared else value)

    employer_name: str = field(init=False)
    credit_code: str = field(init=False)
    representative_name: str = field(init=False)
    clerk_name: str = field(init=False)
    clerk_id_number: str = field(init=False)
    clerk_mobile: str = field(init=False)
    clerk_login: str = field(init=False)
    applicant_name: str = field(init=False)
    applicant_id_number: str = field(init=False)
    applicant_mobile: str = field(init=False)
    expert_mobile: str = field(init=False)
    password: str = field(init=False)

    @property
    def private(self) -> tuple[str, ...]:
        """What must appear in no log, id, event or history."""
        return (
            self.clerk_name,
            self.clerk_id_number,
            self.clerk_mobile,
            self.applicant_name,
            self.applicant_id_number,
            self.applicant_mobile,
            self.expert_mobile,
        )
