"""The tree of a province."""

import pytest
from sqlalchemy import select

from service.core import clock
from service.core.audit import AuditEvent
from service.core.problems import Problem
from service.windows import divisions, operations, queries
from service.windows.models import Kind, Level, OrgUnit


@pytest.fixture
def liaoning(database):
    with database.transaction() as session:
        divisions.load_divisions(session, now=clock.now())
        return {unit.code: unit for unit in session.scalars(select(OrgUnit))}


def test_liaoning_has_one_province_fourteen_cities_and_a_hundred_counties(liaoning, database):
    with database.reading() as session:
        sizes = [len(queries.units(session, level)) for level in Level]
    assert sizes == [1, 14, 100, 0, 0]
    assert liaoning["210102"].path == "210000/210100/210102/"


def test_authorities_carry_their_full_names(liaoning):
    named = {code: unit.full_name for code, unit in liaoning.items()}
    assert named["210000"] == "辽宁省人力资源和社会保障厅"
    assert named["210100"] == "沈阳市人力资源和社会保障局"
    assert named["210181"] == "新民市人力资源和社会保障局"
    assert named["210422"] == "新宾满族自治县人力资源和社会保障局"
    # two districts are called 铁西区
    assert named["210106"] == "沈阳市铁西区人力资源和社会保障局"
    assert named["210303"] == "鞍山市铁西区人力资源和社会保障局"
    assert len(set(named.values())) == 115


def test_loading_again_changes_nothing(liaoning, database):
    with database.transaction() as session:
        assert divisions.load_divisions(session, now=clock.now()) == 0
    with database.reading() as session:
        (line,) = session.scalars(select(AuditEvent))
    assert (line.action, line.details, line.actor_id) == ("load_divisions", {"added": 115}, None)


@pytest.mark.parametrize(
    ("owner", "city"),
    [
        ("211421", "211400"),  # 绥中
        ("211224", "211200"),  # 昌图
        ("210181", "210100"),
        ("210100", "210100"),
        ("210000", None),
    ],
)
def test_each_window_has_the_city_that_nominates_it(liaoning, database, owner, city):
    with database.transaction() as session:
        window = operations.build_window(
            liaoning[owner], Kind.SI, "社保大厅（演示）", f"{owner}-SI-01", clock.now()
        )
        session.add(window)
        session.flush()
        found = queries.nominating_city(session, window)
    assert (found.code if found else None) == city


def test_a_county_run_by_the_province_is_nominated_by_the_city_it_names(liaoning, database):
    """The override decides, wherever the county hangs in the tree."""
    with database.transaction() as session:
        county = session.get(OrgUnit, liaoning["211224"].id)
        county.path, county.parent_id = "210000/211224/", liaoning["210000"].id
        session.flush()
        window = operations.build_window(
            county, Kind.SI, "昌图县社保大厅（演示）", "211224-SI-01", clock.now()
        )
        assert queries.nominating_city(session, window).code == "211200"


def test_towns_and_communities_are_added_below_their_county(act, acting, cast):
    wu = acting("wu")
    town = act(
        divisions.add_unit,
        actor=wu,
        parent_id=cast.unit["210181"].id,
        code="210181101",
        name="禾丰镇",
        full_name="新民市禾丰镇人社所（演示）",
    )
    village = act(
        divisions.add_unit,
        actor=wu,
        parent_id=town.id,
        code="210181101003",
        name="听潮村",
        full_name="禾丰镇听潮村人社服务点（演示）",
    )
    assert (town.level, village.level) == ("township", "community")
    assert village.path == "210000/210100/210181/210181101/210181101003/"


@pytest.mark.parametrize(
    ("parent", "code"),
    [
        ("210181", "210182001"),  # of another county
        ("210181", "21018100"),  # a digit short
        ("210181", "２１０１８１００２"),  # full width
        ("210181", "210181001"),  # taken
        ("210181001", "210181001abc"),
    ],
)
def test_a_code_that_does_not_fit_is_refused(act, acting, cast, parent, code):
    with pytest.raises(Problem) as caught:
        act(
            divisions.add_unit,
            actor=acting("wu"),
            parent_id=cast.unit[parent].id,
            code=code,
            name="某地",
            full_name="某地人社所（演示）",
        )
    assert list(caught.value.fields) == ["code"]


def test_a_city_adds_nothing_to_its_neighbour(act, acting, cast):
    with pytest.raises(Problem) as caught:
        act(
            divisions.add_unit,
            actor=acting("zheng"),
            parent_id=cast.unit["210181"].id,
            code="210181002",
            name="某街道",
            full_name="某街道人社站（演示）",
        )
    assert caught.value.status == 404
