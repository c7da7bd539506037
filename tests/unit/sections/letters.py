"""A letter of commission as it is sealed."""

from datetime import date

from contracts.sections.commission import Commission
from kit.ids import derived

COMMISSION = Commission(
    unit="绍兴市人力资源和社会保障局",
    number="2022-1",
    dated_on=date(2022, 10, 12),
    file_id=derived("commission scan"),
    sha256="c0ffee" * 10 + "c0ff",
    pages=2,
)
