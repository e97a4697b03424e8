"""The committed description of the API is the one that the program serves."""

import json

from tests.code import ROOT


def test_the_committed_document_equals_the_running_one(client):
    committed = json.loads((ROOT / "openapi.json").read_text("utf-8"))
    served = client.get("/api/v1/openapi.json").get_json()
    assert committed == served, "run: make openapi"


def test_it_is_openapi_3_1_and_every_operation_is_described(client):
    served = client.get("/api/v1/openapi.json").get_json()
    assert served["openapi"].startswith("3.1")
    nameless = [
        f"{method.upper()} {path}"
        for path, operations in served["paths"].items()
        for method, operation in operations.items()
        if method != "parameters" and not operation.get("summary")
    ]
    assert not nameless


def test_the_documentation_page_makes_no_outside_request(client):
    page = client.get("/api/v1/docs/").get_data(as_text=True)
    assert "https://" not in page.replace("https://github.com", "")
