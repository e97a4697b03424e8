"""What the tests ask of a page in a real browser, under its real content policy.

Playwright's own ``evaluate`` goes through ``eval``, which our policy forbids; the DevTools
protocol may ask all the same. (Only axe needs a context with scripts allowed.)
"""

from contextlib import contextmanager
from threading import Thread

from axe_playwright_python.base import AXE_SCRIPT
from werkzeug.serving import WSGIRequestHandler, make_server

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Quiet(WSGIRequestHandler):
    def log(self, *_):
        """Say nothing: the application logs its own requests."""


@contextmanager
def served(app, handler=Quiet):
    """Serve an application in threads of this process; yield its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(page, expression):
    """Return what a JavaScript expression (or the promise it gives) is worth on a page."""
    devtools = page.context.new_cdp_session(page)
    wanted = {"expression": expression, "awaitPromise": True, "returnByValue": True}
    answer = devtools.send("Runtime.evaluate", wanted)
    devtools.detach()
    assert "exceptionDetails" not in answer, answer
    return answer["result"].get("value")


def axe(page):
    """Return what axe finds wrong with a page, one readable line each; best: an empty list."""
    options = f"{{runOnly: {RULES}, resultTypes: ['violations']}}"
    found = ask(page, f"{AXE_SCRIPT}; axe.run({options}).then(found => found.violations)")
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]


def overflow(page):
    """Return by how many pixels a page is wider than its window; best: 0."""
    root = "document.documentElement"
    return ask(page, f"{root}.scrollWidth - {root}.clientWidth")


def cut_off(page):
    """Return elements with words that do not fit into them; best: an empty list.

    What scrolls by itself (tables, the navigation) and what only screen readers get is left out.
    """
    return ask(
        page,
        """[...document.querySelectorAll('body *')]
        .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
        .filter(e => !['SELECT', 'OPTION', 'TEXTAREA', 'SUP'].includes(e.tagName))
        .filter(e => !e.closest('svg') && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1)
        .filter(e => !['auto', 'scroll'].includes(getComputedStyle(e).overflowX))
        .filter(e => !(e.closest('thead')?.clientWidth <= 1))
        .map(e => `${e.scrollWidth - e.clientWidth}px: ${e.outerHTML.slice(0, 120)}`)""",
    )


def small_targets(page, least=44):
    """Return what can be touched but is smaller than ``least`` pixels high; best: an empty list.

    Links inside a sentence are left out, as the rule on target sizes does.
    """
    return ask(
        page,
        f"""[...document.querySelectorAll('a, button, summary, select, textarea, input, label')]
        .filter(e => !e.closest('label') || e.tagName === 'LABEL')
        .filter(e => e.tagName !== 'LABEL' || e.querySelector('input') || e.matches('.faces > *'))
        .filter(e => getComputedStyle(e).display !== 'inline' && e.type !== 'hidden')
        .filter(e => !e.matches('.skip') && +getComputedStyle(e).opacity)
        .map(e => [e.getBoundingClientRect(), e.outerHTML.slice(0, 120)])
        .filter(([box]) => box.height > 0 && box.height < {least})
        .map(([box, html]) => `${{box.height}}px: ${{html}}`)""",
    )
