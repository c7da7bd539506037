"""A letter of commission as it is sealed, what shows a posting, and an act in another office's place."""

from datetime import UTC, date, datetime
from uuid import UUID

from contracts.files import JPEG
from contracts.sections.commission import Commission
from kit.ids import derived
from services.review.examination.operations.sealing import acted
from services.review.publicity.domain import Proof, Proven
from services.review.substitutions.domain import Substitution

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
ACTED = acted(
    Substitution(
        id=UUID(int=4),
        city="shaoxing",
        task_id=UUID(int=5),
        office_id=UUID(int=6),
        office_name="绍兴市生态环境局",
        account_id=UUID(int=7),
        taken_by="孙七",
        taken_at=datetime(2022, 9, 27, 2, tzinfo=UTC),
        due_at=datetime(2022, 9, 26, 16, tzinfo=UTC),
        reason="经办人员调离，无人接替，已两次书面督促。",
        file_id=UUID(int=8),
        name="督办单.pdf",
        media_type="application/pdf",
        pages=1,
        sha256="feedc0de" * 8,
    )
)
