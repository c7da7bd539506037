"""A letter of commission as it is sealed, and what shows a posting."""

from datetime import UTC, date, datetime

from contracts.files import JPEG
from contracts.sections.commission import Commission
from kit.ids import derived
from services.review.publicity.domain import Proof, Proven

COMMISSION = Commission(
    unit="绍兴市人力资源和社会保障局",
    number="2022-1",
    dated_on=date(2022, 10, 12),
    file_id=derived("commission scan"),
    sha256="c0ffee" * 10 + "c0ff",
    pages=2,
)
PROVEN = Proven(
    proofs=(
        Proof(
            file_id=derived("posting photo"),
            name="公告栏.jpg",
            media_type=JPEG,
            pages=1,
            sha256="9057" * 16,
            account_id=derived("account"),
            added_by_name="王五",
            added_at=datetime(2022, 9, 20, 4, tzinfo=UTC),
        ),
    ),
    link="http://www.example.gov.cn/gs/1.html",
)
