"""The words of retention (message ids)."""

from service.core.problems import N_

from .queries import Store

STORE_NAMES = {
    Store.CASE_CONTACTS: N_("投诉、表扬和建议的联系方式"),
    Store.LOW_RATING_CONTACTS: N_("差评回访的联系方式"),
    Store.CASE_WORDS: N_("投诉、表扬和建议的原话、留言和照片"),
    Store.RATING_WORDS: N_("评价里写的话"),
}
