"""A year in a small province, for desks to show: three thousand ratings, complaints, visits."""

from datetime import timedelta

from sqlalchemy import delete

from service.core.marks import Mark
from surveys.complaints.models import ComplaintState, Finding
from surveys.rollups.operations import rebuild_everything
from tests.rollups.raw import TODAY

WORDS = [
    (5, "工作人员很耐心，一次就把材料讲清楚了。"),
    (5, "排队不到十分钟，比以前快多了。"),
    (5, "老人手机不会用，引导员一步一步帮着弄，谢谢。"),
    (4, "办得挺快，就是大厅里有点热。"),
    (4, "指示牌再大一点就更好了。"),
    (3, "等的时间长了些，中午只开了一个柜台。"),
    (2, "问了三个柜台才问到，能不能有个总咨询台？"),
    (1, "材料说了一次又一次，跑了三趟。"),
    (5, "社保转移当天就办好了。"),
    (5, "态度好，业务熟。"),
]
ANSWERS = {
    "A1": {"value": {"due": 6, "open": 5, "vacant": 1, "minutes": 12, "notice": "no"}},
    "B1": {"value": {"part": 11, "whole": 12}},
    "D2": {"value": 1},
}


def fill(raw):
    """Fill the province and do the waiting work."""
    with raw.database.transaction() as session:
        raw.year(session, ratings=3000, good=0.88)
        raw.year(session, raw.cast.window["county_hall"], ratings=420, seed=2, good=0.95)
        raw.year(session, raw.cast.window["changtu"], ratings=160, seed=3, good=0.82)
        raw.year(session, raw.cast.window["station"], ratings=21, seed=4)
        for number, (good, ratings) in enumerate([(0.97, 300), (0.9, 90), (0.6, 240), (0.93, 25)]):
            window = raw.another(session, number + 2)
            raw.year(session, window, ratings=ratings, seed=10 + number, good=good)
        _comments(raw, session)
        _cases(raw, session)
        rebuild_everything(session)
        session.execute(delete(Mark))  # all is counted


def _comments(raw, session):
    for n, (level, text) in enumerate(WORDS * 2):
        raw.rate(session, level, day=TODAY - timedelta(days=9 + 5 * n), comment=text)


def _cases(raw, session):
    day = TODAY - timedelta(days=6)
    raw.complain(
        session,
        day=day,
        category="VACANT",
        state=ComplaintState.ACCEPTED,
        redacted="反映上午十点前后三号柜台没有人，等了二十多分钟，也没有牌子说明去处。",
        due=TODAY + timedelta(days=4),
    )
    raw.complain(
        session,
        day=TODAY - timedelta(days=40),
        category="NOT_TOLD",
        closed=TODAY - timedelta(days=21),
        finding=Finding.SUBSTANTIATED,
        redacted="反映补办手续时没有一次说清要带的材料，来回跑了三趟。",
        reply="已向当事人致歉，材料清单已印成一张纸放在各柜台。",
    )
    raw.complain(
        session,
        day=TODAY - timedelta(days=90),
        category="ATTITUDE",
        closed=TODAY - timedelta(days=75),
        finding=Finding.UNFOUNDED,
        redacted="反映工作人员说话声音大。",
        reply="经查看监控和询问在场人员，未发现反映的情况。",
    )
    for ago, score in ((18, 9120), (75, 8640), (150, 8350)):
        raw.visit(session, day=TODAY - timedelta(days=ago), score=score, answers=ANSWERS)
    county = raw.cast.window["county_hall"]
    raw.visit(session, day=TODAY - timedelta(days=30), window=county, score=9480, answers=ANSWERS)
