"""The queue as a spreadsheet: what stands in the list, and no word that was sealed."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext

from service.core import clock
from service.web.tongues import data_language
from surveys.tables import Sheet, xlsx

from . import labels, life, sheet
from .models import Complaint

#: rows of one workbook
MOST = 20_000


def queue(complaints: Iterable[Complaint]) -> bytes:
    """Write the complaints of a queue, in their order."""
    rows = [_row(each) for each in complaints]
    widths = (24, 32, 24, 14, 12, 18, 14, 14, 14)
    return xlsx([Sheet(gettext("投诉"), _header(), rows, widths=widths, fixed=1)])


def _header() -> list[str]:
    return [
        *(gettext("编号"), gettext("窗口"), gettext("类别"), gettext("状态"), gettext("期限")),
        *(gettext("收到时间"), gettext("核实结果"), gettext("轻重"), gettext("根本原因")),
        *(gettext("投诉人说"), gettext("重新办理次数"), gettext("逾期")),
    ]


def _row(each: Complaint) -> list[Any]:
    found = sheet.category(each.form_version.body, each.category) or {}
    is_due = each.state in life.DUE
    is_late = each.is_late or (is_due and each.due_on < clock.today())
    return [
        each.shown_number,
        each.window.full_name,
        found.get(data_language(), ""),
        gettext(labels.STATE_NAMES[each.state]),
        each.due_on.isoformat() if is_due else "",
        f"{each.received_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
        *(
            gettext(names[value]) if value else ""
            for names, value in (
                (labels.FINDING_NAMES, each.finding),
                (labels.SEVERITY_NAMES, each.severity),
                (labels.CAUSE_NAMES, each.root_cause),
                (labels.SOLVED_NAMES, each.solved),
            )
        ),
        each.reopened,
        gettext("是") if is_late else gettext("否"),
    ]
