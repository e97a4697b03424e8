"""The API's own description, and a page to read it, without any outside request."""

from flask import Flask, Response, jsonify
from flask_smorest import Api
from flask_swagger_ui import get_swaggerui_blueprint

from .access import public
from .api import PREFIX

UI, DOCUMENT = f"{PREFIX}/docs", f"{PREFIX}/openapi.json"
# Swagger UI writes one inline script and inline styles; only its own page may do that.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-ancestors 'none'"
)


def init_app(app: Flask, api: Api) -> None:
    """Serve the OpenAPI document and Swagger UI."""

    @app.get(DOCUMENT, endpoint="openapi")
    @public
    def openapi() -> Response:
        """Give the OpenAPI document."""
        return jsonify(api.spec.to_dict())

    page = get_swaggerui_blueprint(UI, DOCUMENT, config={"validatorUrl": None})

    @page.after_request  # type: ignore[untyped-decorator]
    def relax(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    app.register_blueprint(page)
    for endpoint in list(app.view_functions):
        if endpoint.startswith(f"{page.name}."):
            app.view_functions[endpoint] = public(app.view_functions[endpoint])
