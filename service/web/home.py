"""The front door, and in development the style guide."""

from flask import Blueprint, Flask, current_app
from flask_babel import gettext

from service.core.paging import Page
from service.core.problems import N_

from .access import public
from .charts import Bar, Point, bars, months_stacked, trend
from .pages import render, render_citizen

blueprint = Blueprint("home", __name__)
#: what citizens can do from here: words and endpoints of rooms that may be absent
WAYS_IN = ((N_("输入编号评价"), "ratings.enter"), (N_("查询进度"), "status.lookup"))
guide = Blueprint("guide", __name__, url_prefix="/styleguide")


@blueprint.get("/")
@public
def index() -> str:
    """Say what this is and where to go."""
    ways = [way for way in WAYS_IN if way[1] in current_app.view_functions]
    return render("home.html", ways=ways)


def levels() -> list[tuple[int, str]]:
    """Return the five levels of the service rating scheme."""
    names = [gettext("非常满意"), gettext("满意"), gettext("基本满意")]
    names += [gettext("不满意"), gettext("非常不满意")]
    return list(zip(range(5, 0, -1), names, strict=True))


@guide.get("/")
@public
def office() -> str:
    """Show every piece of the design system that the offices use, in each of its states."""
    months = [str(month) for month in range(1, 13)]
    counts = [
        [310, 262, 341, 298, 305, 322, 287, 264, 351, 240, 318, 330],
        [84, 90, 77, 81, 95, 88, 79, 86, 102, 70, 91, 85],
        [31, 28, 35, 22, 27, 33, 30, 24, 36, 19, 29, 32],
        [9, 12, 7, 14, 8, 11, 6, 21, 10, 5, 9, 12],
        [6, 4, 9, 5, 7, 3, 8, 14, 5, 4, 6, 7],
    ]
    shares = [0.954, 0.949, 0.961, None, 0.958, 0.963, 0.966, 0.913, 0.959, 0.97, 0.968, 0.965]
    points = [
        Point(month, share, (share or 0) - 0.018, min(1.0, (share or 0) + 0.014))
        for month, share in zip(months, shares, strict=True)
    ]
    rates = [Bar(gettext("无空岗"), 0.917, "91.7%"), Bar(gettext("一次性告知"), 0.75, "75.0%")]
    return render(
        "styleguide.html",
        levels=levels(),
        months=months,
        figures=[[name, *row] for (_, name), row in zip(levels(), counts, strict=True)],
        stacked=months_stacked(
            months,
            [(name, row) for (_, name), row in zip(levels(), counts, strict=True)],
            gettext("评价等级按月分布"),
        ),
        trend=trend(points, gettext("满意率与可信区间")),
        bars=bars(rates, gettext("检查项目合格率"), top=1.0),
        page=Page(items=[], number=2, size=20, total=126),
    )


@guide.get("/citizen")
@public
def citizen() -> str:
    """Show the pieces that citizens see, on a page as light as theirs."""
    return render_citizen("styleguide-citizen.html", levels=levels())


def init_app(app: Flask) -> None:
    """Open the front door."""
    app.register_blueprint(blueprint)
    if not app.extensions["settings"].is_production:
        app.register_blueprint(guide)
