"""How a candidacy of 2016 went up the ladder: the facts of each step, as of that summer."""

from datetime import date

from service.awards.models import Stage

DEEDS = (
    "该窗口坚持为民服务，全面落实首问负责、全程代理、一次性告知、限时办结和责任追究五项制度。"
    "2014年以来办理业务12万件，建立每日巡查、每月讲评制度，预约服务、上门服务常态化。"
)
CLEAR = {"v1": "none", "v2": "none", "v3": "none"}
OWNER_NOTICE = {
    "starts_on": date(2016, 7, 21),
    "ends_on": date(2016, 7, 27),
    "url": "https://rsj.example.cn/gs/1",
    "phone": "024-00000001",
    "objection": "none",
}
PROVINCE_NOTICE = {
    **OWNER_NOTICE,
    "starts_on": date(2016, 8, 15),
    "ends_on": date(2016, 8, 19),
    "url": "https://rst.example.cn/gs/2",
}


def form(**changed):
    """Return a complete approval form."""
    return {
        "filled_on": date(2016, 7, 20),
        "nature": "事业单位",
        "nature_other": "",
        "grade": "科级",
        "staff_count": 12,
        "head_name": "王某某",
        "phone": "024-00001234",
        "honours": "2015年3月，沈阳市，青年文明号",
        "deeds": DEEDS,
        "material": "",
        "statements": {},
        **changed,
    }


def opinion(day, text="同意推荐。"):
    return {"on": day, "text": text, "agree": True, "seal": "affixed"}


#: stage → (day on which it is recorded, who records it, facts); a county-level window of 沈阳
WAY = {
    Stage.OWNER_PUBLICITY: ((2016, 7, 28), "zhou", OWNER_NOTICE),
    Stage.COUNTY_OPINION: ((2016, 7, 29), "zhou", opinion(date(2016, 7, 29), "县级同意推荐。")),
    Stage.CITY_OPINION: (
        (2016, 8, 4),
        "wu",
        {**opinion(date(2016, 8, 4), "市级同意推荐。"), "rank": 1, **CLEAR},
    ),
    Stage.INITIAL_REVIEW: ((2016, 8, 8), "zhao", {"complete": True, **CLEAR}),
    Stage.PANEL_REVIEW: ((2016, 8, 12), "qian", {}),
    Stage.PROVINCE_PUBLICITY: ((2016, 8, 20), "zhao", PROVINCE_NOTICE),
    Stage.FINAL_DECISION: (
        (2016, 8, 25),
        "zhao",
        {**opinion(date(2016, 8, 25), "省级同意推荐。"), "document": "厅党组纪要〔2016〕9号"},
    ),
    Stage.TO_MINISTRY: (
        (2016, 9, 2),
        "zhao",
        {"on": date(2016, 9, 2), "copies": 8, "sealed": True},
    ),
    Stage.AWARDED: (
        (2016, 12, 28),
        "zhao",
        {"on": date(2016, 12, 28), "document": "人社部函〔2016〕1号"},
    ),
}
