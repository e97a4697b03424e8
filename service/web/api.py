"""flask-smorest, set up once: OpenAPI 3.1, one error shape, pages of rows, ETags."""

from typing import Any

import marshmallow as ma
from flask import Flask, Response
from flask_smorest import Api as SmorestApi
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import fields

from service.core import private
from service.core.problems import N_

from .errors import answer

PREFIX = "/api/v1"


class Schema(ma.Schema):
    """Parent of every schema: unknown fields are refused, the order stays as written."""

    class Meta:
        """What all schemas share."""

        unknown = ma.RAISE


class OwnWords(fields.String):
    """What a person wrote, kept as it is, but for line ends (browsers send two characters each).

    Refused is only what no database can hold: U+0000 and halves of surrogate pairs.
    """

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
            raise ma.ValidationError([N_("有无法保存的字符，请删去后再提交。")])
        return text.replace("\r\n", "\n")


class DiscreetWords(OwnWords):
    """What staff write and others read: no number or plate that leads to a person stands in it.

    Landlines may: those are the offices' own.
    """

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if wrong := private.objections(text or "", allowed={private.Kind.LANDLINE}):
            raise ma.ValidationError(wrong)
        return text


class Line(OwnWords):
    """One line of words: no space around, single spaces inside, nothing that cannot be seen."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        line = " ".join(super()._deserialize(value, attr, data, **kwargs).split())
        if not line.isprintable():
            raise ma.ValidationError([N_("有无法保存的字符，请删去后再提交。")])
        return line


class ErrorSchema(ma.Schema):
    """The shape of every error."""

    code = fields.String(required=True, metadata={"description": "Stable code"})
    message = fields.String(required=True, metadata={"description": "A sentence for a person"})
    request_id = fields.String(required=True)
    fields_ = fields.Dict(
        data_key="fields", metadata={"description": "What is wrong with which field"}
    )


class Api(SmorestApi):  # type: ignore[misc]
    """One API object for the whole program."""

    ERROR_SCHEMA = ErrorSchema

    def _register_error_handlers(self) -> None:
        """Leave errors to the web shell."""

    def handle_http_exception(self, error: Exception) -> Response:
        """Answer like every other error."""
        return answer(error)


class Blueprint(SmorestBlueprint):  # type: ignore[misc]
    """A room's part of the API. ``url_prefix`` is relative to the API's own."""

    def __init__(self, name: str, import_name: str, *, url_prefix: str, description: str) -> None:
        """Name a part; endpoints are called ``<name>_api.<Class>``."""
        super().__init__(
            f"{name}_api", import_name, url_prefix=PREFIX + url_prefix, description=description
        )

    def _document_pagination_metadata(self, _: Any, answer_doc: dict[str, Any]) -> None:
        """Say what the header is: JSON written as text, not an object."""
        answer_doc.setdefault("headers", {})[self.PAGINATION_HEADER_NAME] = {
            "description": "Where this page stands: total, total_pages, page, …",
            "schema": {"type": "string", "contentMediaType": "application/json"},
        }


CONFIG: dict[str, Any] = {
    "API_TITLE": "明窗 Mingchuang",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": None,  # the shell serves the document itself, behind the gate
    "API_SPEC_OPTIONS": {
        "info": {"description": "Ratings, complaints, visits, figures and award evidence."},
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
            }
        },
        "security": [{"token": []}, {"cookie": []}],
    },
}


def init_app(app: Flask) -> Api:
    """Set up the API; rooms register their blueprints with what this returns."""
    app.config.update(CONFIG)
    return Api(app)
