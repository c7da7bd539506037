"""What two experts say, as somebody types it from their signed form."""

FIRST = {
    "name-1": "陈国平",
    "unit-1": "浙江省生态环境科学设计研究院",
    "title-1": "正高级工程师",
    "level-1": "正高级",
    "specialty-1": "环境工程",
    "mobile-1": "138 0571 0001",
    "score-1": "９２.5分",
    "reason-1": "主持的走航监测系统\r\n在本领域领先。  ",
    "signed_on-1-year": "2022",
    "signed_on-1-month": "7月",
    "signed_on-1-day": "15",
}
SECOND = {
    "name-2": "沈丽",
    "unit-2": "绍兴市环境监测协会",
    "title-2": "高级工程师",
    "level-2": "高级",
    "specialty-2": "环境监测",
    "mobile-2": "13905750002",
    "score-2": "100",
    "reason-2": "成果已列为省级技术指南。",
    "signed_on-2-year": "2022",
    "signed_on-2-month": "8",
    "signed_on-2-day": "1",
}
