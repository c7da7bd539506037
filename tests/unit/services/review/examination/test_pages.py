"""What the pages make of values: forms that were typed, sections that were sealed, words for states."""

from datetime import UTC, datetime

from starlette.datastructures import FormData

from contracts.application import Verdict
from services.review.examination.domain.decisions import Proposal
from services.review.examination.domain.items import Finding, Mark, Part
from services.review.examination.domain.submission import Submission
from services.review.examination.web.decision import proposal_of
from services.review.examination.web.findings import findings_of
from services.review.examination.web.submitted import view

NOON = datetime(2022, 9, 1, 4, tzinfo=UTC)
SUBMITTED = Submission(
    identity={
        "person": {
            "name": "张三",
            "gender": "男",
            "born_on": "1985-03-09",
            "id_number": "330602198503091234",
            "mobile": "13800138000",
        },
        "employer": {"name": "绍兴市环境监测站", "kind": "public_institution", "level": "city"},
    },
    archive={
        "basic": {"degree": "本科", "appraisals": ["2019合格", "2020优秀"], "is_party": True, "extra": None},
        "labels": {"degree": "学历", "appraisals": "年度考核"},
        "records": [
            {
                "id": "1",
                "kind": "项目",
                "title": "曹娥江监测",
                "fields": {"角色": "主持"},
                "from": "201901",
                "to": "202006",
            },
            {"id": "2", "kind": "论文", "title": "", "fields": {}, "from": "", "to": ""},
        ],
    },
    declaration={
        "plan": {"title": "2022年度绍兴市生态环境专业工程师评审申报计划"},
        "form": {
            "kind_name": "正常申报",
            "current_title_on": "201708",
            "years": 9,
            "statement": "一\n二",
            "options": [],
        },
    },
)


def test_a_submission_is_shown_in_full_with_masked_numbers() -> None:
    shown = view(SUBMITTED)
    person = dict(shown.rows[Part.PERSON])
    assert person["居民身份证号码"] == "330***********1234"
    assert person["手机号码"] == "138****8000"
    assert person["出生年月"] == "1985年3月"
    assert dict(shown.rows[Part.EMPLOYER])["单位性质"] == "事业单位"
    assert dict(shown.rows[Part.BASIC]) == {
        "学历": "本科",
        "年度考核": ["2019合格", "2020优秀"],
        "is_party": "是",
        "extra": "",
    }
    form = dict(shown.rows[Part.FORM])
    assert (form["取得时间"], form["专业工作年限"], form["特殊情形"]) == ("2017年8月", "9 年", "无")
    assert [record.title for record in shown.records] == ["项目：曹娥江监测", "论文"]
    assert shown.records[0].rows == [("起止时间", "2019年1月 至 2020年6月"), ("角色", "主持")]
    assert shown.statement == "一\n二"


def test_a_section_with_less_than_expected_is_no_reason_to_fall_over() -> None:
    empty = Submission(identity={}, archive={}, declaration={})
    assert view(empty).records == []
    assert empty.summary().applicant == ""


def test_a_proposal_takes_the_reason_that_belongs_to_its_verdict() -> None:
    form = FormData(
        [
            ("verdict", "returned"),
            ("reason_returned", "补材料"),
            ("reason_refused", "不够"),
            ("changes", "a"),
            ("changes", "b"),
        ]
    )
    assert proposal_of(form) == Proposal(verdict=Verdict.RETURNED, reason="补材料", changes=("a", "b"))
    assert proposal_of(FormData([("verdict", "everything")])).verdict is None


def test_findings_are_read_for_every_item() -> None:
    form = FormData([("mark-basic", "ok"), ("mark-photo", "nonsense"), ("remark-photo", "背景偏灰")])
    found = findings_of(form)
    assert found == [
        Finding("basic", Mark.OK),
        Finding("records"),
        Finding("form"),
        Finding("photo", None, "背景偏灰"),
        *map(Finding, ("seniority", "appraisal", "education", "post_fit")),
    ]
