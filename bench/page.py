"""How heavy the citizen's page is: bytes on the wire and requests, in both languages."""

import re
import shutil
import tempfile
from pathlib import Path

import wsgi
from service import config, schema
from service.app import create_app
from service.web.pages import gzipped

from . import world


def measure():
    """Return the weight of the page of one code."""
    folder = Path(tempfile.mkdtemp(prefix="mcbench"))
    try:
        app = create_app(config.load({"DATA_DIR": str(folder), "LOG_FORMAT": "json"}), wsgi.ROOMS)
        database = app.extensions["database"]
        schema.upgrade(database)
        _, codes = world.build(database, windows=1)
        client, weights = app.test_client(), {}
        for language in ("zh", "en"):
            page = client.get(f"/q/{codes[0]}?lang={language}").get_data(as_text=True)
            weights[language] = gzipped(page)
            outside = re.findall(r"<(?:script|link|img)\b[^>]*(?:src|href)=\"(?!data:)", page)
            weights[f"{language}_requests"] = 1 + len(outside)
        database.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return weights
