"""Play, both steps, the slider, the keys, and silence on the wire."""

import pytest
from playwright.sync_api import expect

from tests.browser.stage.reading import cell, count, go, line, silence, step


def test_play_makes_the_outputs_one_by_one_and_stops_at_the_last(stage):
    page = stage("lecture")
    page.get_by_role("combobox", name="Speed").select_option("10")
    page.get_by_role("button", name="Play").click()
    cover = page.locator(".marks .output .cover")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    assert cover.get_attribute("d")  # what is not made yet is pale
    expect(count(page)).to_have_text("9 / 9")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert cover.get_attribute("d") == ""
    page.get_by_role("button", name="Play").click()  # from the start again
    page.get_by_role("button", name="Pause").click()
    assert step(page) < 8


def test_the_steps_keep_the_speed_that_was_asked_for(stage):
    page = stage("sixteen")
    page.get_by_role("combobox", name="Speed").select_option("30")
    # the browser's own clock, so that a busy machine that draws late is no failure
    made, seconds = page.locator(".stage").evaluate("""root => new Promise(resolve => {
        const start = performance.now();
        root.querySelector('.play').click();
        setTimeout(() => resolve([root.stage.step, (performance.now() - start) / 1000]), 1500);
    })""")
    assert 0.5 * 30 * seconds < made <= 30 * seconds + 2


def test_buttons_and_slider_step_both_ways(stage):
    page = stage("lecture")
    for name, expected in (
        ("Step forward", "2 / 9"),
        ("Step forward", "3 / 9"),
        ("Step back", "2 / 9"),
        ("Back to the start", "1 / 9"),
        ("Step back", "1 / 9"),
    ):
        page.get_by_role("button", name=name, exact=True).click()
        expect(count(page)).to_have_text(expected)
    go(page, 7)
    expect(count(page)).to_have_text("8 / 9")
    assert line(page).startswith("out[2, 1] = ")


@pytest.mark.parametrize("where", ["stage", "nowhere"])
def test_keys(stage, where):
    page = stage("lecture")
    if where == "stage":
        page.locator(".stage").focus()
    for key, expected in (
        ("ArrowRight", "2 / 9"),
        ("ArrowRight", "3 / 9"),
        ("ArrowLeft", "2 / 9"),
        *((("End", "9 / 9"), ("Home", "1 / 9")) if where == "stage" else ()),
    ):
        page.keyboard.press(key)
        expect(count(page)).to_have_text(expected)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_keys_that_mean_something_else_are_left_alone(stage):
    page = stage("lecture")
    page.get_by_role("button", name="Step forward").focus()
    page.keyboard.press("Space")  # presses the button
    expect(count(page)).to_have_text("2 / 9")
    page.get_by_role("slider", name="Stride").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".panel.output .cell")).to_have_count(4)
    assert step(page) == 1


def test_keys_go_to_the_stage_that_was_used_last(stage):
    page = stage("lecture", second="")
    first, second = page.locator(".stage").all()
    second.locator(".hint").click()
    second.evaluate("root => root.blur()")
    page.keyboard.press("ArrowRight")
    expect(second.locator(".count")).to_have_text("2 / 6")
    expect(first.locator(".count")).to_have_text("1 / 9")


def test_less_motion_is_honoured(visitor, stage):
    page = stage("lecture", visitor(reduced_motion="reduce"))
    page.get_by_role("combobox", name="Speed").select_option("30")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_text("asks for less motion")).to_be_visible()
    page.wait_for_timeout(400)
    expect(count(page)).to_have_text("2 / 9")


def test_nothing_goes_over_the_wire_while_it_plays_and_is_pointed_at(stage):
    page = stage("sixteen")
    page.wait_for_timeout(500)
    with silence(page):
        page.get_by_role("combobox", name="Speed").select_option("30")
        page.get_by_role("button", name="Play").click()
        page.wait_for_timeout(2000)
        assert step(page) > 10
        cell(page, "input", 40).hover()
        cell(page, "output", 40).click()
        go(page, 100)
        page.keyboard.press("ArrowLeft")


def test_the_wire_is_heard(stage):
    page = stage("lecture")
    with pytest.raises(AssertionError), silence(page):
        page.get_by_role("button", name="Again").click()


def test_a_new_picture_is_a_small_message(stage):
    page = stage("sixteen")  # 16x16 inputs, 14x14 outputs
    sizes = []
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.on("Network.webSocketFrameReceived", lambda event: sizes.append(event["response"]))
    cell(page, "input", 0).dblclick()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(cell(page, "input", 0).locator("text")).to_have_text("1.0")
    bytes_ = [len(frame["payloadData"]) * 3 / 4 for frame in sizes]  # base64
    assert 3000 < max(bytes_) < 10_000
