"""A browser that is never online, and the pages that it opens."""

import shutil
from pathlib import Path

import pytest
from unit.report import cases

from nqpf.report.compose import compose
from nqpf.report.page import page as printed

ROOT = Path(__file__).parents[2]
BUILT = sorted(ROOT.glob("results/*/report.html"))
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium under Playwright. Without it these tests have nothing to drive."""
    api = pytest.importorskip("playwright.sync_api", reason="install the extra 'test' for playwright")
    if CHROMIUM is None:
        pytest.skip("no chromium on the path: the browser tests did not run (apt install chromium)")
    with api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="session")
def invented(tmp_path_factory):
    """A report whose every name tries to break out, in two languages."""
    folder = tmp_path_factory.mktemp("browser")
    study = cases.study()
    for language in ("en", "zh"):
        made = printed(compose(study, cases.material(folder, language, study), language))
        (folder / f"{language}.html").write_text(made, encoding="utf-8")
    return folder


@pytest.fixture(params=["en", "zh", *(path.parent.name for path in BUILT)])
def file(request, invented):
    """The invented report, and every report that lies in results/."""
    built = ROOT / "results" / request.param / "report.html"
    return built if built.exists() else invented / f"{request.param}.html"


@pytest.fixture
def opened(browser):
    """Open a file offline; whatever the page complains about, or asks the network for, fails the test."""
    pages, complaints = [], []

    def open_file(path, viewport=DESK, anchor=""):
        context = browser.new_context(viewport=viewport, offline=True, reduced_motion="reduce")
        one = context.new_page()
        one.on(
            "console",
            lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None,
        )
        one.on("pageerror", lambda error: complaints.append(str(error)))
        one.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        one.on("request", lambda asked: _fetched(asked.url, complaints))
        one.goto(f"file://{path}{anchor}")
        pages.append(context)
        return one

    yield open_file
    for context in pages:
        context.close()
    assert not complaints


def _fetched(url, complaints):
    if not url.startswith(("file://", "data:")):
        complaints.append(f"asked the network for {url}")


@pytest.fixture(scope="session")
def small(invented):
    return invented / "en.html"


@pytest.fixture(scope="session")
def phone():
    return PHONE
