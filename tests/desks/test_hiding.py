"""Few ratings tell little and give people away: what is hidden is hidden everywhere alike."""

import csv
import io
from datetime import timedelta
from itertools import pairwise

import openpyxl
import pytest

from surveys.desks import shown, spoken
from surveys.rollups.reasons import Reason
from surveys.rollups.statistics import Figures
from tests.rollups.raw import TODAY
from workers.drain import drain

LAST_MONTH = TODAY - timedelta(days=30)


@pytest.fixture
def rated(database, raw):
    """Rate a window so and so often with a level, and do the waiting work."""

    def done(times, *, level=1, day=LAST_MONTH, window="station", **more):
        with database.transaction() as session:
            window = raw.cast.window[window]
            raw.rate(session, level, times=times, day=day, window=window, **more)
        drain(database)

    return done


@pytest.mark.parametrize(("good", "told"), [(22, False), (23, True)])
def test_below_thirty_only_their_number_is_told(cast, rated, sign_in, good, told):
    rated(7, reasons=["delay"])
    rated(good, level=5)
    station, office = cast.window["station"], sign_in(cast.zhao)
    rate = spoken.percent(23 / 30)

    page = office.get(f"/desk?window={station.id}").get_data(as_text=True)
    assert (rate in page) == told
    assert ("拖拉超时" in page) == told
    table = office.get("/province").get_data(as_text=True)
    assert (rate in table) == told

    figures = office.get(f"/api/v1/windows/{station.id}/figures").get_json()
    assert figures["total"]["n"] == good + 7
    for each in (figures["total"], *(month["figures"] for month in figures["months"])):
        if each["n"]:
            assert (each["levels"] is not None) == told
            assert (each["positive"]["value"] is not None) == told
            assert (each["positive"]["k"] is not None) == told
            assert (each["mean"] is not None) == told
    assert bool(figures["reasons"]) == told
    assert figures["grades"]["A"]["positive"]["value"] is None

    compared = office.get("/api/v1/figures?kind=GRASS").get_json()["windows"][0]
    assert (compared["figures"]["levels"] is not None) == told
    assert (compared["upheld_rate"] is not None) == told

    for cells in (by_csv(office), by_xlsx(office)):
        assert str(good + 7) in cells
        assert (cells.count("样本不足") == 0) == told
        assert cells.count("样本不足") in {0, 12}


def by_csv(office):
    text = office.get("/province/figures.csv?kind=GRASS").data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1]


def by_xlsx(office):
    book = openpyxl.load_workbook(io.BytesIO(office.get("/province/figures.xlsx?kind=GRASS").data))
    return [str(cell.value) for cell in book.worksheets[0][2]]


def test_a_reason_of_fewer_than_five_people_is_not_told_apart():
    total = Figures((10, 0, 0, 0, 30))
    words = {"zh": "拖拉超时", "en": "Delays"}
    reasons = [Reason("delay", words, "bad", 5), Reason("attitude", words, "bad", 4)]
    assert [each.key for each in shown.reasons(reasons, total)] == ["delay"]
    assert shown.reasons(reasons, Figures((29, 0, 0, 0, 0))) == []


def test_a_month_with_few_ratings_is_told_by_number_alone(cast, rated, sign_in):
    rated(40, level=5, window="city_hall")
    rated(6, level=1, day=TODAY - timedelta(days=70), window="city_hall")
    months = (
        sign_in(cast.zhao)
        .get(f"/api/v1/windows/{cast.window['city_hall'].id}/figures")
        .get_json()["months"]
    )
    told = {month["month"][:7]: month["figures"] for month in months}
    assert told["2026-10"]["levels"] == [0, 0, 0, 0, 40]
    assert (told["2026-09"]["n"], told["2026-09"]["levels"]) == (6, None)


def test_the_window_sees_finished_days_in_steps_of_five(cast, rated, sign_in):
    """Nobody at the counter can tell from a figure who has just said what."""
    hall = f"/api/v1/windows/{cast.window['city_hall'].id}/figures"
    head, province = sign_in(cast.wang), sign_in(cast.zhao)

    def seen(office):
        found = office.get(hall).get_json()
        return found["to"], found["total"]["n"], found["waiting"]

    rated(3, window="city_hall", day=TODAY - timedelta(days=9))
    assert seen(head) == (None, 0, 3)
    rated(2, window="city_hall", day=TODAY - timedelta(days=5))
    assert seen(head) == ("2026-11-16", 5, 0)
    rated(4, window="city_hall", day=TODAY - timedelta(days=1))
    rated(9, window="city_hall", day=TODAY)
    assert seen(head) == ("2026-11-16", 5, 13)
    assert seen(province) == ("2026-11-21", 18, 0)
    page = head.get("/desk").get_data(as_text=True)
    assert "数据截至 2026-11-16" in page
    assert "此后又收到 13 条" in page


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, "—"), (0, "0.0%"), (0.0001, "0.1%"), (0.5, "50.0%"), (0.99999, "99.9%"), (1, "100.0%")],
)
def test_only_all_is_all_and_only_none_is_none(value, written):
    assert spoken.percent(value) == written


def test_what_one_hidden_month_would_tell_hides_another_month(cast, rated, sign_in):
    for months, times in ((1, 40), (2, 35), (3, 2)):
        rated(times, level=4, day=TODAY - timedelta(days=30 * months))
    station, office = cast.window["station"], sign_in(cast.zhao)
    figures = office.get(f"/api/v1/windows/{station.id}/figures").get_json()
    told = {each["figures"]["n"]: each["figures"] for each in figures["months"]}
    assert figures["total"]["levels"] == [0, 0, 0, 77, 0]
    assert told[40]["levels"] == [0, 0, 0, 40, 0]
    for n in (2, 35):
        assert told[n]["levels"] is None
        assert told[n]["mean"] is None
        assert told[n]["positive"]["k"] is None


def test_the_window_learns_nothing_by_asking_a_day_more_or_less(cast, rated, sign_in):
    days = [TODAY - timedelta(days=n) for n in range(40, 20, -1)]
    for number, day in enumerate(days):
        rated(1 + number % 4, level=1 + number % 5, day=day, window="city_hall")
    head, hall = sign_in(cast.wang), cast.window["city_hall"]

    def asked(first, last):
        period = {"from": first.isoformat(), "to": last.isoformat()}
        answer = head.get(f"/api/v1/windows/{hall.id}/figures", query_string=period)
        return answer.get_json()["total"]["n"]

    for fixed in (days[0], days[7]):
        seen = [asked(fixed, day) for day in days if day >= fixed]
        assert all(now == before or now - before >= 5 for before, now in pairwise(seen))
    seen = [asked(day, TODAY) for day in days]
    assert all(now == before or before - now >= 5 for before, now in pairwise(seen))
    assert seen[0] > 5
