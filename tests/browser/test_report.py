"""The report in a browser: offline, without an error, with a mouse, with a keyboard, on a phone."""

CHECKS = """() => {
  const wrong = [];
  const visible = (one) => one.textContent.trim() || one.getAttribute("aria-label") || one.title;
  if (!document.documentElement.lang) wrong.push("no lang");
  if (!document.title) wrong.push("no title");
  if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
  if (document.querySelectorAll("main").length !== 1) wrong.push("not one main");
  const ids = Array.from(document.querySelectorAll("[id]"), (one) => one.id);
  ids.filter((id, place) => ids.indexOf(id) !== place).forEach((id) => wrong.push("id twice: " + id));
  document.querySelectorAll("img:not([alt]), img[alt='']").forEach(() => wrong.push("img without alt"));
  document.querySelectorAll("svg:not([aria-label])").forEach((one) => wrong.push("svg without label"));
  document.querySelectorAll("th:not([scope])").forEach((one) => wrong.push("no scope: " + one.textContent));
  document.querySelectorAll("table").forEach((one) => {
    const name = document.getElementById(one.getAttribute("aria-labelledby"));
    if (!name || !name.textContent.trim()) wrong.push("table without a name");
  });
  document.querySelectorAll("a, button, summary").forEach((one) => {
    if (!visible(one)) wrong.push("nothing to read: " + one.outerHTML.slice(0, 80));
  });
  document.querySelectorAll("[aria-labelledby]").forEach((one) => {
    if (!document.getElementById(one.getAttribute("aria-labelledby"))) wrong.push("named by nothing");
  });
  document.querySelectorAll("a[href^='#']").forEach((one) => {
    const place = decodeURIComponent(one.hash.slice(1));
    if (!document.getElementById(place)) wrong.push("leads nowhere: " + place);
  });
  let last = 1;
  document.querySelectorAll("h1, h2, h3, h4").forEach((one) => {
    const level = Number(one.tagName[1]);
    if (level > last + 1) wrong.push("heading level skipped: " + one.textContent);
    last = level;
  });
  document.querySelectorAll(".scroll").forEach((one) => {
    if (one.tabIndex !== 0) wrong.push("a box that scrolls without the keyboard");
  });
  return wrong;
}"""
FIRST = "#tables-descriptives"


def rows(page, table):
    return page.eval_on_selector_all(
        f"{table} tbody tr:not(.panel) th", "all => all.map(one => one.textContent)"
    )


def test_it_opens_without_an_error_and_passes_the_checks(file, opened):
    assert opened(file).evaluate(CHECKS) == []


def test_a_click_sorts_a_column_and_says_so(small, opened):
    page = opened(small)
    head = page.locator(f"{FIRST} thead tr:last-child th").nth(1)
    head.locator("button").click()
    assert rows(page, FIRST) == ["a channel", "b channel", "c"], "<0.001 before 0.2, what is empty last"
    assert head.get_attribute("aria-sort") == "ascending"
    head.locator("button").click()
    assert rows(page, FIRST) == ["b channel", "a channel", "c"]
    assert head.get_attribute("aria-sort") == "descending"


def test_the_keyboard_sorts_too_and_only_one_column_at_a_time(small, opened):
    page = opened(small)
    heads = page.locator(f"{FIRST} thead tr:last-child th")
    heads.nth(2).locator("button").focus()
    page.keyboard.press("Enter")
    assert rows(page, FIRST) == ["b channel", "c", "a channel"], "-3, 0.000042, 1200"
    heads.nth(0).locator("button").focus()
    page.keyboard.press("Space")
    assert rows(page, FIRST) == ["a channel", "b channel", "c"]
    assert [heads.nth(place).get_attribute("aria-sort") for place in range(3)] == [
        "ascending",
        "none",
        "none",
    ]


def test_a_title_of_rows_stays_above_them(small, opened):
    page = opened(small)
    page.locator(f"{FIRST} thead button").first.click()
    assert page.locator(f"{FIRST} tbody tr").first.get_attribute("class") == "panel"


def test_a_regression_keeps_the_order_of_its_rows(small, opened):
    assert opened(small).locator("#tables-baseline button").count() == 0


def test_the_skip_link_comes_first_and_leads_to_the_content(small, opened):
    page = opened(small)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_the_contents_lead_to_every_section(small, opened):
    page = opened(small)
    for link in page.locator("nav a").all():
        link.click()
        place = link.get_attribute("href")
        assert page.locator(place).bounding_box()["y"] < page.viewport_size["height"], place


def test_what_is_folded_opens_by_mouse_and_keyboard(small, opened):
    folded = opened(small).locator("#tables-baseline details").first
    assert not folded.evaluate("one => one.open")
    folded.locator("summary").click()
    assert folded.evaluate("one => one.open")
    folded.locator("summary").press("Enter")
    assert not folded.evaluate("one => one.open")


def test_a_link_to_a_spec_unfolds_it(small, opened):
    page = opened(small)
    page.locator("#tables-baseline summary").click()
    page.locator("#tables-baseline a", has_text="models/twoway.yaml").click()
    page.wait_for_function("document.querySelector('#spec-models-twoway').open")
    assert page.locator("#spec-models-twoway pre").is_visible()


def test_an_address_with_an_anchor_opens_unfolded(small, opened):
    assert opened(small, anchor="#spec-models-twoway").locator("#spec-models-twoway pre").is_visible()


def test_a_phone_never_scrolls_sideways_and_tables_scroll_in_their_box(file, opened, phone):
    page = opened(file, viewport=phone)
    assert page.evaluate("document.documentElement.scrollWidth") <= phone["width"]
    outside = """width => Array.from(document.querySelectorAll(".caption, p, summary, img, h2"))
      .filter(one => !one.closest(".scroll") && one.getBoundingClientRect().right > width)
      .map(one => one.textContent.slice(0, 60))"""
    assert page.evaluate(outside, phone["width"]) == []


def test_focus_can_be_seen(small, opened):
    page = opened(small)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_it_prints_without_the_contents_and_the_traces(small, opened):
    page = opened(small)
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert not page.locator(".origin").first.is_visible()
    assert page.locator("#listing-ledger").is_visible()
