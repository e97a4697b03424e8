"""A summary gives nobody away, and a contact is found again however it was written."""

import pytest

from service.core.private import OBJECTIONS, Kind
from surveys.complaints.personal import COPY, normalise_contact, wrong_with

SAID = "我在三号窗口等了两个小时，没有一个人理我，我要投诉。"


@pytest.mark.parametrize(
    ("summary", "kind"),
    [
        ("来信人电话13000000000", Kind.MOBILE),
        ("来信人电话一三〇 ００００ 0000", Kind.MOBILE),
        ("身份证 210181 19700101 0011", Kind.IDENTITY),
        ("车牌辽A·12345", Kind.PLATE),
        ("反映王芳态度差", Kind.STAFF_NAME),
    ],
)
def test_a_summary_that_gives_somebody_away_is_refused_and_told_why(summary, kind):
    assert wrong_with(summary, SAID, ["王芳"]) == OBJECTIONS[kind]


def test_a_summary_does_not_copy_the_citizen():
    assert wrong_with(f"来信称：{SAID}", SAID) == COPY
    assert wrong_with("反映 2026-11-23 上午等候两小时，无人办理，电话 12333", SAID) is None


def test_one_contact_has_one_form():
    assert normalise_contact("130-0000 0000") == normalise_contact("１３０００００００００")
    assert normalise_contact("Wang@Example.CN") == normalise_contact(" wang@example.cn")
