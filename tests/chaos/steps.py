"""The steps of the demo's paths, and in which of them each process has work."""

# Steps of the demo's path (deploy/demo/journey.py).
JOIN, RECORD, VERIFY = "注册个人账号", "填写基本信息和业绩档案，提交审核", "业绩档案审核"
EMPLOYER, APPROVE = "注册单位账号", "审核通过用人单位"
START, PHOTO, SIGN = "马上申报", "上传并确认证件照", "用手机扫码签署保证书"
FORM, SUBMIT = "填写申报信息和本人述职", "预览并提交"
EXAMINE, POST, PERIOD = "逐项审查", "导出公示表并公示", "五个工作日公示期满（快进）"
PASS, DEPARTMENT = "登记公示结果，审查通过", "资格审查通过"
PERSONNEL, COMMITTEE = "审查通过", "审查通过，受理"
PAY, ISSUE = "马上支付", "生成评审表"

# Steps of a meeting (tests/chaos/sitting.py).
HAND_IN, FREEZE, END = "接收盖章的纸质评审表", "固定评审对象花名册", "结束投票"
RESULTS, PUBLISH = "登记评审结果", "公示评审结果"

# Process → the steps that one application and another are in the middle of: each has work for it.
AT_WORK: dict[str, tuple[str, str]] = {
    "postgres": (SUBMIT, DEPARTMENT),
    "epmd": (POST, PAY),
    "rabbitmq": (POST, PAY),
    "temporal": (SUBMIT, COMMITTEE),
    "seaweed": (PHOTO, SUBMIT),
    "gateway": (FORM, EXAMINE),
    "payment_channel": (PAY, SUBMIT),
    "sms_centre": (VERIFY, COMMITTEE),
    "openid_provider": (JOIN, SUBMIT),
    "registers": (PHOTO, SUBMIT),
    "identity.api": (JOIN, DEPARTMENT),
    "archive.api": (RECORD, VERIFY),
    "declaration.api": (START, SUBMIT),
    "review.api": (EXAMINE, PERSONNEL),
    "payment.api": (PAY, PAY),
    "documents.api": (PHOTO, SIGN),
    "notification.api": (COMMITTEE, SUBMIT),
    "operations.api": (SUBMIT, PAY),
    "identity.worker": (SUBMIT, SUBMIT),
    "archive.worker": (APPROVE, SUBMIT),
    "declaration.worker": (START, DEPARTMENT),
    "review.worker": (PASS, DEPARTMENT),
    "payment.worker": (COMMITTEE, PAY),
    "documents.worker": (SUBMIT, PAY),
    "notification.worker": (VERIFY, COMMITTEE),
    "operations.worker": (SUBMIT, DEPARTMENT),
    "identity.relay": (EMPLOYER, APPROVE),
    "archive.relay": (VERIFY, RECORD),
    "declaration.relay": (START, START),
    "review.relay": (POST, PERSONNEL),
    "payment.relay": (PAY, PAY),
    "documents.relay": (PHOTO, SIGN),
    "notification.relay": (COMMITTEE, PAY),
    "operations.relay": (START, PAY),
    "workflows.worker": (SUBMIT, PERIOD),
    "workflows.intake": (START, DEPARTMENT),
    "workflows.codec": (SUBMIT, PAY),
}

# Process → the steps of a meeting in the middle of which it dies: in a transaction that has begun and comes
# to this table of a service, or with whatever it has in hand.
AT_A_MEETING: dict[str, dict[str, str]] = {
    "review.api": {
        FREEZE: "review.rosters",  # everybody has a number
        END: "review.ballots",  # it is closed and counted
        RESULTS: "review.meetings",  # every result is there, and told
        PUBLISH: "review.releases",  # the list is there
    },
    "postgres": {
        FREEZE: "review.candidates",
        END: "review.tallies",
        RESULTS: "review.results",
        PUBLISH: "review.announcements",
    },
    "review.worker": {HAND_IN: "review.candidates", RESULTS: "review.releases", PERIOD: "review.releases"},
    "declaration.worker": {RESULTS: "declaration.moves", PUBLISH: "declaration.moves"},
    "archive.worker": {PERIOD: "archive.item_versions"},
    "review.relay": {FREEZE: "", RESULTS: "", PUBLISH: ""},
    "workflows.intake": {HAND_IN: "", RESULTS: "", PUBLISH: ""},
    "workflows.worker": {HAND_IN: "", RESULTS: "", PERIOD: ""},
}
# Step of a meeting → the table that has more lines once it is done, though nobody was answered.
UNANSWERED = {
    FREEZE: "review.rosters",
    END: "review.tallies",
    RESULTS: "review.results",
    PUBLISH: "review.announcements",
}
# A step of a season (deploy/demo/season.py), and who dies in the middle of it, in the same way.
RECOMMEND = "登记评审结果，按花名册顺序推荐"
RECOMMENDING = {"review.api": "review.announcements", "postgres": "review.announcements", "review.relay": ""}
