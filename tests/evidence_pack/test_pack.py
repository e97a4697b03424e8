"""From the mark to the finished pack: what is in it, byte for byte, and what failing does."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from service.awards import cycles
from service.awards.models import EvidencePack, PackState
from service.core import clock, marks
from service.core.typeset import typesetter
from surveys import work
from surveys.ratings.models import Rating, RatingState
from tests.evidence_pack import pdf
from tests.evidence_pack.conftest import DEEDS, STATEMENT
from tests.rollups.raw import TODAY
from workers.drain import drain
from workers.evidence import archive, blocks, building, overview, verify
from workers.evidence.figures import UnsettledError, figures
from workers.jobs import JOBS

NAMES = [
    "README-核验.txt",
    "SHA256SUMS",
    "approval-form.pdf",
    "figures.json",
    "figures.xlsx",
    "leaves.json",
    "manifest.json",
    "manifest.sig",
    "public-key.txt",
    "report.pdf",
    "verify.py",
]


@pytest.fixture
def pack_of(database):
    def read(pack_id):
        with database.reading() as session:
            return session.get(EvidencePack, pack_id)

    return read


def test_the_worker_builds_what_was_asked_for_and_keeps_it(ask, lived, database, pack_of):
    pack_id = ask()
    drain(database)
    pack = pack_of(pack_id)
    assert (pack.state, pack.last_day) == (PackState.READY, TODAY)
    data = database.blobs.get(pack.sha256)
    assert (hashlib.sha256(data).hexdigest(), len(data)) == (pack.sha256, pack.size)
    files = verify.unpack(io.BytesIO(data))
    assert hashlib.sha256(files["figures.json"]).hexdigest() == pack.figures_sha256
    figures = json.loads(files["figures.json"])
    total = figures["facts"]["ratings"]["total"]
    assert pack.headline["ratings"] == total["n"] > 300
    assert pack.headline["satisfied"] == total["satisfied"]["value"]
    assert pack.headline["visits"] == 3


def test_the_zip_leaves_nothing_to_chance(ask, lived, made):
    with zipfile.ZipFile(io.BytesIO(made(ask()))) as pack:
        entries = pack.infolist()
    assert [entry.filename for entry in entries] == NAMES
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}


def test_built_twice_from_the_same_state_it_has_the_same_bytes(ask, lived, made):
    pack_id = ask()
    first = made(pack_id)
    with clock.at(datetime(2027, 3, 1, tzinfo=UTC)):
        assert made(pack_id) == first


def test_one_rating_more_or_less_is_another_pack(ask, lived, made, database):
    pack_id = ask()
    first = made(pack_id)
    with database.transaction() as session:
        row = session.scalars(select(Rating).where(Rating.day > date(2026, 2, 1))).first()
        row.state = RatingState.EXCLUDED
        marks.bump(session, work.RATING_DAY, [work.key(row.window_id, row.day)], now=clock.now())
    assert made(pack_id) != first


def test_ratings_that_still_wait_to_be_counted_are_in(ask, year, made, database):
    """The pack's mark may be taken before those of the ratings."""
    pack_id = ask()
    with database.transaction() as session:
        year.rating(session, 5, times=35)
    files = verify.unpack(io.BytesIO(made(pack_id)))
    assert json.loads(files["figures.json"])["facts"]["ratings"]["total"]["n"] == 35


def test_what_comes_in_between_counting_and_reading_asks_for_another_try(ask, lived, database):
    material = building.gather(database, ask())
    more = replace(material.evidence, received=(1, 0, 0, 0, 0))
    with pytest.raises(UnsettledError):
        figures(material.dossier, material.facts, more)


def test_a_pack_that_fails_its_own_check_is_not_handed_out(ask, lived, database):
    material = building.gather(database, ask())
    short = replace(material.evidence, leaves=material.evidence.leaves[1:])
    with pytest.raises(building.SelfCheckError):
        building.assemble(replace(material, evidence=short), database.keys, typesetter())


def test_a_failure_is_tried_again_and_shown_when_it_is_given_up(ask, year, database, pack_of):
    pack_id = ask()
    with database.transaction() as session:  # a rating without its entry in the ledger
        year.raw.rate(session, 5)
    start = clock.now()
    for attempt in range(marks.PARKED_AFTER):
        assert pack_of(pack_id).state == PackState.REQUESTED, attempt
        with clock.at(start + timedelta(hours=attempt + 1)):
            drain(database)
    assert pack_of(pack_id).state == PackState.FAILED
    with database.reading() as session:
        [mark] = marks.parked(session)
        assert (mark.key, mark.error) == (str(pack_id), "SelfCheckError")


def test_a_pack_has_a_quarter_of_an_hour():
    assert JOBS["pack"].lease == timedelta(minutes=15)


# --- what is in it ------------------------------------------------------------------------------


@pytest.fixture
def files(ask, lived, made):
    return verify.unpack(io.BytesIO(made(ask(material="事迹材料的文字。" * 30))))


def test_the_report_follows_the_nine_conditions(files, cast):
    text = pdf.text(files["report.pdf"])
    assert cast.window["city_hall"].full_name in text
    places = []
    for numeral, condition in zip("一二三四五六七八九", cycles.condition_set("2016"), strict=True):
        assert condition["text"] in text
        places.append(text.index(f"（{numeral}）{condition['title']}"))
    assert places == sorted(places)
    assert STATEMENT in text
    assert text.count("本条由推荐单位说明。") == 3
    assert text.count("（推荐单位未作说明。）") == 2
    assert "事迹材料的文字。" * 30 in text


def test_the_report_prints_what_counts_and_what_does_not(files):
    text = pdf.text(files["report.pdf"])
    figures = json.loads(files["figures.json"])
    ratings = figures["facts"]["ratings"]
    total, received = ratings["total"], sum(figures["levels"]["received"])
    appeals = f"{ratings['appeals']}{ratings['appeals_upheld']}"
    counts = f"{received}{total['n']}{total['held']}{total['excluded']}{appeals}"
    assert f"收到计入n暂缓剔除差评申诉申诉成立{counts}" in text
    share = total["satisfied"]
    assert f"{share['k']}/{share['n']}{share['value'] * 100:.1f}%" in text
    assert f"{share['low'] * 100:.1f}%—{share['high'] * 100:.1f}%" in text
    assert "威尔逊得分区间" in text
    assert "另有1次尚未公布，未列入本材料。" in text
    assert "本系统口径第1版" in text
    assert "python3verify.py" in text


def test_every_page_carries_the_hash_of_the_figures(files):
    digest = hashlib.sha256(files["figures.json"]).hexdigest()
    pages = pdf.pages(files["report.pdf"])
    assert all(digest[:16] in page for page in pages)
    assert digest in "".join(pages)
    assert all(f"—{n}—" in page for n, page in enumerate(pages, 1))


def test_both_documents_are_archival_accessible_and_searchable(files):
    for name in ("report.pdf", "approval-form.pdf"):
        claimed = pdf.claims(files[name])
        assert (claimed["part"], claimed["level"], claimed["ua"]) == ("3", "A", "1")
        assert claimed["tagged"]
        assert claimed["lang"].lower() == "zh-cn"
        assert all(embedded for _, embedded in pdf.fonts(files[name]))
        assert not pdf.RADICALS.search(pdf.text(files[name]))
    assert pdf.claims(files["report.pdf"])["attached"] == ["figures.json"]


def test_undisclosed_visits_are_there_as_a_hash_alone(files):
    leaves = json.loads(files["leaves.json"])
    withheld = [leaf for leaf in leaves if leaf["body"] is None]
    assert len(withheld) == 1
    visits = [leaf for leaf in leaves if leaf["body"] and '"kind":"visit"' in leaf["body"]]
    assert len(visits) == 3


def test_no_person_is_in_it_but_those_whom_the_form_names(files, cast):
    everything = files["figures.json"] + files["leaves.json"] + files["manifest.json"]
    for person in ("zhao", "sun", "wang"):
        account = getattr(cast, person)
        assert str(account.id) not in everything.decode()
        assert account.display_name not in everything.decode()
    form = json.loads(files["figures.json"])["candidacy"]["form"]
    assert form["head_name"] == "王某某"
    assert form["deeds"] == DEEDS


def test_the_manifest_says_where_it_comes_from(files, database):
    manifest = json.loads(files["manifest.json"])
    assert manifest["issuer"] == "辽宁省人力资源和社会保障厅（演示）"
    assert manifest["window"] == "210100-SI-01"
    assert manifest["cycle"] == "2026-2028-demo"
    assert (manifest["first_day"], manifest["last_day"]) == ("2026-01-01", "2026-11-21")
    assert manifest["key"] == archive.fingerprint(database.keys)
    assert manifest["alg"] == "ed25519"
    assert manifest["software"].startswith("mingchuang ")
    assert manifest["definitions"] == "1"
    assert manifest["key"] in files["README-核验.txt"].decode()
    sums = [f"{entry['sha256']}  {entry['path']}" for entry in manifest["files"]]
    assert files["SHA256SUMS"].decode().splitlines() == sums


# --- the workbook -------------------------------------------------------------------------------


def test_what_looks_like_a_formula_stays_text(ask, lived, made):
    formula = "=1+1"
    files = verify.unpack(io.BytesIO(made(ask(deeds=formula, honours=""))))
    book = load_workbook(io.BytesIO(files["figures.xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert formula in [cell.value for cell in cells]


def test_the_workbook_prints_across_and_repeats_its_head(files):
    book = load_workbook(io.BytesIO(files["figures.xlsx"]))
    assert book.sheetnames[:2] == ["审批表", "评价按月"]
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.freeze_panes == "A2"
    assert book.properties.created.isoformat() == "1980-01-01T00:00:00"
    rows = list(book["评价按月"].values)
    figures = json.loads(files["figures.json"])["facts"]["ratings"]
    assert sum(row[6] for row in rows[1:]) == figures["total"]["n"]
    assert len(rows) == 1 + len(figures["months"])


# --- too little to say --------------------------------------------------------------------------


def test_a_window_without_anything_gets_an_honest_pack(ask, raw, made):
    files = verify.unpack(io.BytesIO(made(ask(statements={}))))
    text = pdf.text(files["report.pdf"])
    assert "评选期内没有收到评价。" in text
    assert "样本不足" in text
    assert "评选期内没有可供汇总的记录。" in text
    assert text.count("（推荐单位未作说明。）") == 3


def test_below_thirty_ratings_only_the_number_is_printed(ask, year, made, database):
    with database.transaction() as session:
        year.rating(session, 1, times=29, reasons=["delay"])
    text = pdf.text(verify.unpack(io.BytesIO(made(ask())))["report.pdf"])
    assert "计入评价不足30条" in text
    assert "计入评价的等级分布" not in text
    assert "拖拉超时" not in text
    assert "0/29" in text


# --- feeds --------------------------------------------------------------------------------------


def test_every_feed_of_every_condition_prints_something(ask, lived, database):
    with database.transaction() as session:
        lived.rating(session, 2, times=40, reasons=["delay"])
    facts = building.gather(database, ask()).facts
    for key in ("2016", "2009"):
        for condition in cycles.condition_set(key):
            for feed in condition["feeds"]:
                assert blocks.speaking(facts, [feed]), (condition["title"], feed)


def test_what_was_not_fully_met_is_named_by_section_and_by_group(ask, year, database):
    with database.transaction() as session:
        year.visit(session, TODAY - timedelta(days=9))
    facts = building.gather(database, ask()).facts
    weak = {one.key: one.words["zh"] for one in facts.visits.items if one.met < one.seen}
    for feed, items in (("visits.D", "D"), ("visits.five_systems", "D"), ("visits.courtesy", "C")):
        [table] = blocks.speaking(facts, [feed])
        named = [key for key, words in weak.items() if words in table.note]
        assert named == [key for key in weak if key[0] == items]


def test_unfounded_complaints_count_for_nothing(ask, lived, database):
    facts = building.gather(database, ask()).facts
    assert overview.tiles(facts)[2] == ["投诉", "5", "属实或部分属实 3 件"]
