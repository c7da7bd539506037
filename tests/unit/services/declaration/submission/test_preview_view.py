from services.declaration.submission.web.preview import preview

ARCHIVE = {
    "basic": {
        "years": 8,
        "education": "硕士研究生",
        "worked_since": "201607",
        "extra": ["甲", "乙"],
        "is_public": True,
    },
    "labels": {"years": "专业工作年限", "education": "最高学历", "worked_since": "参加工作时间"},
    "records": [
        {
            "kind_name": "工作业绩",
            "title": "曹娥江水质评价",
            "fields": {"开始时间": "201901", "证书编号": "201901A"},
        }
    ],
}


def test_basic_information_is_in_the_order_of_its_form() -> None:
    assert preview({"archive": ARCHIVE}).basic == [
        ("参加工作时间", "2016年7月"),
        ("最高学历", "硕士研究生"),
        ("专业工作年限", "8"),
        ("extra", ["甲", "乙"]),
        ("is_public", "是"),
    ]


def test_a_record_shows_its_months_as_words_and_nothing_else_as_months() -> None:
    assert preview({"archive": ARCHIVE}).records == [
        ("工作业绩：曹娥江水质评价", [("开始时间", "2019年1月"), ("证书编号", "201901A")])
    ]


def test_numbers_of_the_person_are_masked() -> None:
    person = {
        "name": "王喆",
        "id_number": "330602199003010021",
        "mobile": "13800000000",
        "born_on": "1990-03-01",
    }

    shown = dict(preview({"identity": {"person": person}}).person)

    assert shown["居民身份证号码"] == "330***********0021"
    assert shown["手机号码"] == "138****0000"
    assert shown["出生年月"] == "1990年3月"


def test_without_a_current_title_there_are_no_dates() -> None:
    form = {"current_title": "无", "current_title_on": "", "appointed_on": "", "years": 3}

    shown = dict(preview({"declaration": {"form": form}}).form)

    assert (shown["取得时间"], shown["聘任时间"]) == ("无", "无")


def test_sections_that_are_not_there_leave_gaps() -> None:
    assert preview({}).photo == ""
