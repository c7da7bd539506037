"""What registers told of somebody, as it is sealed."""

from contracts.registers import RECORDS, Education, Insurance, Record, Schooling
from contracts.sections.registered import Registered

INSURED = Insurance(
    province="上海市",
    unit="上海市环境监测技术服务有限公司",
    credit_code="913101017000000013",
    first_month="202101",
    last_month="202207",
    months=19,
)
GRADUATED = Education(
    schoolings=(
        Schooling(
            school="浙江工业大学",
            major="环境工程",
            level="大学本科",
            degree="学士",
            graduated_on="201006",
            certificate_no="103371201005001234",
        ),
    )
)


def registered(told: Record, *, is_disputed: bool = False) -> Registered:
    """What a register told."""
    register = next(one for one, kind in RECORDS.items() if isinstance(told, kind))
    return Registered(
        register=register,
        told=told,
        source="人力社保部门社会保险信息" if isinstance(told, Insurance) else "教育部门学历学位信息",
        at="2022-07-20 10:00",
        sha256="d" * 64,
        is_disputed=is_disputed,
    )
