"""When a page has finished."""

from playwright.sync_api import Page

# Between a click and the rerun it asks for the state is "notRunning" still: it must hold a while.
_QUIET_MS = 150
_FINISHED = """quiet => {
    const app = document.querySelector('[data-testid="stApp"]');
    const finished = app
        && app.dataset.testConnectionState === 'CONNECTED'
        && app.dataset.testScriptState === 'notRunning'
        && document.querySelector('[data-testid="stMainBlockContainer"]')
        && !document.querySelector('[data-testid="stSkeleton"]');
    // a sidebar that opens or closes moves everything, after the script has ended
    const where = finished && JSON.stringify(['stMainBlockContainer', 'stSidebar']
        .map(name => document.querySelector(`[data-testid="${name}"]`)?.getBoundingClientRect())
        .map(box => box && [box.left, box.width]));
    if (!finished || where !== window.finishedWhere) {
        window.finishedSince = undefined;
        window.finishedWhere = where;
        return false;
    }
    window.finishedSince ??= performance.now();
    return performance.now() - window.finishedSince >= quiet;
}"""


def wait_ready(page: Page, timeout: float = 180) -> None:
    """Wait until the script has run to its end and everything is drawn; an exception shown fails.

    Args:
        page: a page of the app
        timeout: seconds
    """
    page.evaluate("() => { window.finishedSince = undefined; }")
    page.wait_for_function(_FINISHED, arg=_QUIET_MS, timeout=1000 * timeout)
    shown = page.get_by_test_id("stException")
    assert shown.count() == 0, shown.first.inner_text()
