"""How large things are: everything in sight at the usual windows, nothing wider than the page."""

import pytest
from playwright.sync_api import expect

from tests.browser.microscope.cases import CASES
from tests.browser.microscope.reading import MINUS

BOXES = """root => Object.fromEntries(['.total', '.written', '.plate .face', '.seen', '.sky',
    '.inputs', '.input-row.chosen', '.plate:nth-child(2) .face', '.row.vector:last-child',
].map(name => {
    const node = root.querySelector(name);
    const {left, top, right, bottom} = node?.getBoundingClientRect() ?? {};
    return [name, node?.offsetParent ? {left, top, right, bottom} : null];
}))"""
SETTLED = """(root, width) => new Promise(done => {
    const look = () => innerWidth === width
        && root.microscope.roomKey.startsWith(`${root.clientWidth} ${innerHeight} `)
        ? done() : requestAnimationFrame(look);
    look();
})"""
PLACE = "block2_conv.1.20.17"


def boxes(page, width, height):
    """Where things are, once they have found their places in a window of this size."""
    page.set_viewport_size({"width": width, "height": height})
    page.locator(".microscope").evaluate(SETTLED, width)
    return page.locator(".microscope").evaluate(BOXES)


def widths(page):
    return page.locator(".microscope").evaluate(
        """root => [root.scrollWidth - root.clientWidth,
        document.documentElement.scrollWidth - innerWidth,
        ...[...root.querySelectorAll('.sum, .inputs')].map(n => n.scrollWidth - n.clientWidth)]"""
    )


def until_narrow(page):
    """Wait until nothing is wider than the page, whose sidebar may be moving still."""
    for _ in range(50):
        if max(found := widths(page)) <= 1:
            return
        page.wait_for_timeout(100)
    raise AssertionError(found)


def test_the_whole_of_a_small_network_is_seen_without_scrolling(microscope):
    page = microscope("tutorial")
    list_ = page.locator(".network")
    pictures = []
    for width, height in ((1280, 800), (1400, 900), (1920, 1080)):
        found = boxes(page, width, height)
        assert list_.evaluate("n => n.scrollHeight - n.clientHeight") <= 1
        assert found[".row.vector:last-child"]["bottom"] <= height
        pictures.append(page.locator(".row[data-layer='block1_conv'] .thumb").first.bounding_box())
    assert pictures[0]["width"] < pictures[1]["width"] < pictures[2]["width"]
    page.get_by_label("Pictures").select_option("large")
    large = page.locator(".row[data-layer='block1_conv'] .thumb").first.bounding_box()
    assert large["width"] == 96


def test_the_map_its_sum_and_the_galaxy_are_seen_together(microscope):
    page = microscope("tutorial", view="map", trail=PLACE)
    sizes = {}
    for width, height in ((1280, 720), (1400, 900), (1920, 1080)):
        found = boxes(page, width, height)
        for name in (".total", ".written", ".plate .face", ".sky", ".input-row.chosen"):
            assert found[name]["bottom"] <= height, (width, name)
        assert found[".total"]["top"] >= found[".inputs"]["bottom"]
        assert max(widths(page)) <= 1
        face = found[".plate .face"]
        font = page.locator(".sum .value").first.evaluate(
            "n => parseFloat(n.style.fontSize) * (n.currentCSSZoom ?? 1)"
        )
        sizes[width] = face["right"] - face["left"], font
    assert sizes[1920][0] >= 520
    assert sizes[1920][1] >= 16
    assert sizes[1280][1] >= 10


def test_a_small_window_keeps_the_galaxy_above_the_sum(microscope):
    page = microscope("tutorial", view="map", trail=PLACE)
    for width, height in ((853, 480), (390, 844)):
        boxes(page, width, height)
        page.locator(".total").scroll_into_view_if_needed()
        found = page.locator(".microscope").evaluate(BOXES)
        assert max(widths(page)) <= 1
        assert found[".seen"]["top"] >= 0
        assert found[".total"]["top"] >= found[".sky"]["bottom"]
        assert found[".total"]["bottom"] <= height


def test_two_maps_stand_side_by_side(microscope):
    page = microscope("galaxies", view="map", trail=PLACE)
    for width, height in ((1280, 720), (1920, 1080)):
        found = boxes(page, width, height)
        one, two = found[".plate .face"], found[".plate:nth-child(2) .face"]
        assert one["top"] == pytest.approx(two["top"], abs=1)
        assert one["right"] - one["left"] == pytest.approx(two["right"] - two["left"], abs=1)
        assert two["left"] > one["right"]
        assert two["bottom"] <= height
        assert max(widths(page)) <= 1
    assert found[".written"]["bottom"] <= height


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"view": "map"},
        {"view": "map", "trail": "block2_conv_1.3.20.20"},
        {"view": "map", "trail": "block2_conv_1.9.20.20"},
    ],
)
def test_nothing_is_wider_than_the_page(microscope, query):
    page = microscope("explorer", **query)
    for width in (400, 768, 1280, 1920):
        boxes(page, width, 800)
        until_narrow(page)


def test_the_numbers_of_cells_can_be_checked(microscope):
    page = microscope("tutorial", view="map", trail="block4_conv.3.2.6")
    [run] = CASES["tutorial"].runs()
    rule = next(rule for rule in run.net.rules if rule.layer.name == "block4_conv")
    weights = rule.operation.weight[3]
    rows = page.locator(".input-row").evaluate_all(
        """rows => rows.map(row => [Number(row.querySelector('.input-name').textContent),
        ...['.weight', '.value'].map(name => [...row.querySelectorAll(name)]
            .map(cell => cell.textContent))])"""
    )
    assert len(rows) == 9
    for channel, kernel, window in rows:
        patch = run.outputs["block3_relu"][channel, 1:4, 5:8]
        for texts, numbers in ((kernel, weights[channel]), (window, patch)):
            for text, number in zip(texts, numbers.ravel(), strict=True):
                found = float(text.replace(MINUS, "-"))
                assert abs(found - number) <= 0.0501 * abs(number), (text, number)
                assert (text == "0") == (number == 0)
    # the largest stands first, and the row that the sentence explains is in sight
    parts = [
        abs(float((weights[c] * run.outputs["block3_relu"][c, 1:4, 5:8]).sum())) for c, *_ in rows
    ]
    assert parts == sorted(parts, reverse=True)
    chosen = page.locator(".input-row.chosen")
    expect(chosen.locator(".input-name")).to_have_text(str(rows[0][0]))
    page.get_by_role("button", name="by number").click()
    inside = page.locator(".inputs").evaluate("""list => {
        const row = list.querySelector('.chosen').getBoundingClientRect();
        const [head, at] = [list.querySelector('.heads'), list].map(n => n.getBoundingClientRect());
        return row.top >= head.bottom - 1 && row.bottom <= at.bottom + 1;
    }""")
    assert inside
    # the scales of what is listed, and words for those who do not see it
    expect(page.locator(".inputs .heads .bar:visible")).to_have_count(3)
    assert page.locator(".inputs canvas[role=img]:not([aria-label])").count() == 0


def test_another_galaxy_leaves_nothing_behind(microscope):
    page = microscope("tutorial", key="leaving", view="map", trail=PLACE)
    microscope("another", key="leaving")
    page.locator(".microscope[data-run='tutorial 5 8']").wait_for()
    turn = """async (root, times) => {
        const shared = globalThis.cnnvizMicroscope;
        const scope = root.microscope;
        const told = { colours: 'map', ...JSON.parse(scope.heard) };
        for (let i = 0; i < times; i++) {
            for (const view of ['network', 'map']) shared.microscope({
                data: { ...told, view, runs: [i % 2 ? 'tutorial 5 8' : 'tutorial 3 17'] },
                parentElement: root.parentNode, setTriggerValue: scope.send,
            });
            if (i % 10 === 0) await new Promise(requestAnimationFrame);
        }
        return [shared.store.listeners.size, root.querySelectorAll('*').length];
    }"""
    client = page.context.new_cdp_session(page)
    root = page.locator(".microscope")

    def count():
        client.send("HeapProfiler.collectGarbage")
        found = client.send("Memory.getDOMCounters")
        return found["jsEventListeners"], found["nodes"]

    first = root.evaluate(turn, 4)
    before = count()
    assert root.evaluate(turn, 50) == first
    assert first[0] == 1  # those of earlier tests have left too
    after = count()
    assert after[0] <= before[0] + 20
    assert after[1] <= before[1] + 200
