"""The vocabulary of reply templates (message ids)."""

from service.core.problems import N_

from .models import ReplyUse

USE_NAMES: dict[str, str] = {
    ReplyUse.COMPLAINT: N_("答复投诉"),
    ReplyUse.LOW_RATING: N_("处置差评"),
}
