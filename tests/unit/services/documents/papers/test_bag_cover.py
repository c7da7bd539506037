"""资料袋封面 has what the notice asks for (M1.3): name, specialty, city and employer."""

import json
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from contracts.bag_cover import BagCover
from contracts.case import SectionRef
from services.documents.papers import rendering
from services.documents.papers.bag_cover.content import content
from tests.unit.sections.written import declaration, identity

SAMPLE = Path(rendering.__file__).parents[1] / "bag_cover/sample.json"
SECTION = SectionRef(name="identity", key="k", sha256="0" * 64)
COVER = BagCover(
    account_id=UUID(int=1),
    application_id=UUID(int=2),
    number="384-107-6255",
    printed_on=date(2022, 12, 1),
    platform="浙江省专业技术职务任职资格申报与评审管理服务平台",
    city="绍兴市",
    hand_in="绍兴市生态环境局314办公室，绍兴市越城区树下王路38号",
    copies=3,
    identity=SECTION,
    declaration=SECTION,
)


@pytest.mark.rule("M1.3")
def test_it_has_the_shape_of_its_sample_and_all_that_is_asked_for() -> None:
    told = content(COVER, identity(), declaration())
    sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
    assert told.keys() == sample.keys()
    assert [label for label, _ in told["rows"]] == [label for label, _ in sample["rows"]]
    rows = dict(told["rows"])
    assert rows["申报人员姓名"] == identity().person.name
    assert rows["申报专业"] == declaration().declared.specialty
    assert (rows["所在地市"], rows["所在单位"]) == ("绍兴市", identity().employer.name)
