"""Private things are found however people write them, and ordinary numbers are left alone."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.checksums import CHECKS, WEIGHTS
from service.core.private import LABELS, Finding, Kind, find, mask

HAN = ["〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "○幺二三四五六七八九"]
SCRIPTS = ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", *HAN]
GAPS = ["", " ", "\u3000", "-", "—", "－", ".", "·", "。", " - ", "\u200b", "\u2060", "_", "\n"]
UNSEEN = ["", "\u200b", "\u200d", "\ufeff", "\u202e"]
#: how many characters stand together
GROUPS = [(1,) * 19, (3, 4, 4, 8), (4, 4, 4, 4, 3), (6, 8, 4, 1), (5, 6, 8), (2, 9, 8), (19,)]

digits = st.sampled_from("0123456789")


def number(pattern: str) -> st.SearchStrategy[str]:
    """Draw what ``pattern`` describes: a digit for each #."""
    return st.tuples(*(digits if char == "#" else st.just(char) for char in pattern)).map("".join)


@st.composite
def identities(draw):
    day = draw(st.dates(date(1900, 1, 1), date(2026, 11, 1)))
    body = draw(st.sampled_from(["210181", "110101", "650102"])) + f"{day:%Y%m%d}"
    body += draw(number("###"))
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + CHECKS[total % 11]


@st.composite
def old_identities(draw):
    day = draw(st.dates(date(1930, 1, 1), date(1999, 12, 31)))
    return draw(st.sampled_from(["210181", "110101"])) + f"{day:%y%m%d}" + draw(number("###"))


@st.composite
def cards(draw):
    body = draw(st.sampled_from(["62", "4", "51", "95"]))
    body += draw(number("#" * (draw(st.integers(15, 18)) - len(body))))
    double = [sum(divmod(2 * int(digit), 10)) for digit in body[::-2]]
    return body + str(-(sum(double) + sum(map(int, body[-2::-2]))) % 10)


mobiles = st.sampled_from("3456789").flatmap(lambda second: number(f"1{second}#########"))
landlines = st.one_of(number("0242#######"), number("0108#######"), number("04116######"))
KINDS = {
    Kind.IDENTITY: st.one_of(identities(), old_identities()),
    Kind.BANK_CARD: cards(),
    Kind.MOBILE: mobiles,
    Kind.LANDLINE: landlines,
}


@st.composite
def spelled(draw, written: str) -> str:
    """Draw one way to write a number."""
    scripts = draw(st.lists(st.sampled_from(SCRIPTS), min_size=1, max_size=3))
    groups, gap, unseen = (draw(st.sampled_from(each)) for each in (GROUPS, GAPS, UNSEEN))
    parts, rest = [], written
    for size in groups:
        part, rest = rest[:size], rest[size:]
        drawn = (draw(st.sampled_from(scripts)) for _ in part)
        chars = [
            script[int(c)] if c != "X" else draw(st.sampled_from("XxＸ×"))
            for c, script in zip(part, drawn, strict=True)
        ]
        parts.append(unseen.join(chars))
    return gap.join(part for part in parts if part)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_number_is_found_in_every_spelling(kind, data):
    written = data.draw(KINDS[kind].flatmap(spelled))
    before = data.draw(st.sampled_from(["", "我的号码", "回电：", "于2026-11-20留了 ", "No."]))
    after = data.draw(st.sampled_from(["", "。谢谢", " 谢谢", "，等了40分钟"]))
    found = find(before + written + after)
    assert (len(before), len(before) + len(written)) in [(each.start, each.end) for each in found]
    assert not find(mask(before + written + after))


@given(st.text(), st.lists(st.text(max_size=5), max_size=3))
def test_whatever_is_written_can_be_read_and_masked(text, names):
    found = find(text, names)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
    if not found:
        assert mask(text, names) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我一三八壹贰叁肆567八一个人等", "我〔手机号〕一个人等"),
        ("请打+86 138 1234 5678找我", "请打〔手机号〕找我"),
        ("1️⃣3️⃣8️⃣12345678", "〔手机号〕"),
        ("电话（024）2345-6789转3", "电话（〔固定电话号码〕转3"),
        ("辽A·12345和辽 A D12345、京Ａ一二三四五", "〔车牌号〕和〔车牌号〕、〔车牌号〕"),
        ("粤B1234港", "〔车牌号〕"),
        ("社保卡号：A12345678，医保卡 1234 5678 9", "社保卡号：〔社保卡号〕，医保卡 〔社保卡号〕"),
        ("身份证 210181 19700101 0011 手机13812345678", "身份证 〔身份证号〕 手机〔手机号〕"),
        ("13812345678 13987654321", "〔手机号〕 〔手机号〕"),
    ],
)
def test_what_is_found_gives_way_to_a_word_for_it(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "等了 40 分钟，3号窗口，第 12 号",
        "2026-11-23 上午 08:30 - 11:30",
        "2026年11月20日至2026年12月3日",
        "2026.11.20-2026.12.31",
        "024-00001234",
        "办件号 2026112300012345678",
        "TS-2026-210102-000123",
        "办件号 20261123000123",
        "210181197001010018",
        "210181202613010011",
        "交了 12345.60 元，又交 1,234,567.89 元",
        "一共 13 500 元",
        "三五个人等了一二十分钟，九九归一",
        "一百三十八元五角",
        "12345、12333、110、4008001234",
        "192.168.100.12",
        "人社部发〔2019〕13号，第二百一十条",
        "学历证书编号 106111999050123456",
        "社保卡2026-11-20补办",
        "医保2026年缴费 380 元",
        "最新A栋12号，新A12窗口，新APPLE12",
        "91210100MA0ABCDEF1",
        "邮编110000",
        "1732212345",
        "订单 00002026112000001",
    ],
)
def test_ordinary_numbers_are_left_alone(text):
    assert find(text) == []


@given(st.decimals(0, 10**7, places=2), st.dates(date(1950, 1, 1)), st.integers(1, 9999))
def test_prices_days_and_window_numbers_are_left_alone(price, day, counter):
    for text in (
        f"{price}元",
        f"￥{price:,}",
        f"{day}",
        f"{day:%Y.%m.%d}",
        f"{day:%Y%m%d}",
        f"{counter}号窗口",
        f"{day:%Y-%m-%d} 10:30 {counter}号",
    ):
        assert find(text) == []


def test_names_of_staff_are_found_as_they_are_written():
    names = ["王芳", "古丽·买买提", "李一", "", "张"]
    assert mask("王　芳和王\u200b芳，古丽买买提、李 一，张三", names) == (
        "〔工作人员姓名〕和〔工作人员姓名〕，〔工作人员姓名〕、〔工作人员姓名〕，张三"
    )
    assert find("王小芳", names) == []


def test_a_finding_is_a_place_in_the_text_as_it_was():
    text = "回电１３８\u200b００００ 0000吧"
    (found,) = find(text)
    assert found == Finding(Kind.MOBILE, 2, len(text) - 1)
    assert set(LABELS) == set(Kind)
