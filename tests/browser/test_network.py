"""The page of the layers in a real browser."""

import json
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import expect

from cnnviz import builder
from cnnviz.builder import Block, Network
from tests.browser.ready import wait_ready


@pytest.fixture
def layers(page, address):
    """Opens the page with choices in the address."""

    def open_layers(opened=page, **choices):
        asked = "&".join(f"network_{name}={quote(text)}" for name, text in choices.items())
        opened.goto(f"{address}/network?{asked}")
        wait_ready(opened)
        return opened

    return open_layers


def slabs(page):
    """Width and height of every slab as drawn, pixels."""
    return [
        (box["width"], box["height"])
        for box in (slab.bounding_box() for slab in page.locator(".gx-slab").all())
    ]


def choose(page, label, option):
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def own(page):
    """The description in the address."""
    return builder.from_json(parse_qs(urlsplit(page.url).query)["network_built"][0])


def test_the_slabs_have_the_sizes_of_the_tensors(layers):
    page = layers(model="lenet5")
    shapes = page.locator(".gx-slabs strong").all_text_contents()
    assert [shape.replace(" \N{MULTIPLICATION SIGN} ", "x") for shape in shapes[:5]] == [
        "28x28x1", "24x24x6", "12x12x6", "8x8x16", "4x4x16",
    ]  # fmt: skip
    heights = [height for _, height in slabs(page)[:5]]
    for height, pixels in zip(heights, (28, 24, 12, 8, 4), strict=True):
        assert height / heights[0] == pytest.approx(pixels / 28, rel=0.02)


def test_a_deep_network_fits_a_projector_and_scrolls_on_a_telephone(layers, visitor):
    page = layers(visitor(viewport={"width": 1280, "height": 720}), model="vgg19")
    room = page.locator(".gx-net").bounding_box()
    last = page.locator(".gx-slab").last.bounding_box()
    assert last["x"] + last["width"] <= room["x"] + room["width"] + 1
    small = layers(visitor(viewport={"width": 390, "height": 844}), model="vgg19")
    assert small.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_network_is_built_and_the_table_follows(layers, visitor):
    page = layers(model="built")
    expect(page.get_by_text("5,178 parameters")).to_be_visible()
    channels = page.get_by_role("textbox", name="Channels of the blocks")
    channels.fill("8 16")
    channels.press("Enter")
    # 8·3·9 + 8, 16·8·9 + 16, 7·16·24·24 + 7
    expect(page.get_by_text(f"{224 + 1168 + 64_519:,} parameters")).to_be_visible()
    choose(page, "Residual", "yes")
    expect(page.locator(".gx-slab.gx-residual")).to_have_count(2)
    page.wait_for_url("**residual**")
    expected = Network(blocks=(Block(8, residual=True), Block(16, residual=True)))
    assert own(page) == expected
    link = page.url
    page.go_back()
    expect(page.locator(".gx-slab.gx-residual")).to_have_count(0)
    other = visitor(color_scheme="dark")
    other.goto(link)
    wait_ready(other)
    expect(other.locator(".gx-slab.gx-residual")).to_have_count(2)
    assert other.get_by_role("textbox", name="Channels of the blocks").input_value() == "8 16"


def test_a_description_is_taken_away_and_loaded_again(layers, tmp_path):
    network = Network(blocks=(Block(5, kernel=5), Block(7, pooling="none")), dropout=0.5)
    page = layers(model="built", built=builder.to_json(network))
    page.get_by_role("button", name="More").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Description (JSON)").click()
    file = Path(download.value.path())
    assert json.loads(file.read_text())["name"] == "built"
    assert builder.from_json(file.read_text()) == network
    fresh = layers(model="built")
    fresh.get_by_role("button", name="More").click()
    copy = tmp_path / "mine.json"
    copy.write_bytes(file.read_bytes())
    fresh.locator("input[type=file]").last.set_input_files(copy)
    fresh.wait_for_url("**network_built=**")
    assert own(fresh) == network


def test_an_impossible_network_is_one_sentence(layers):
    page = layers(model="built")
    channels = page.get_by_role("textbox", name="Channels of the blocks")
    channels.fill("4 4 4 4 4 4 4")
    channels.press("Enter")
    expect(page.get_by_text("block 7: pooling needs 2 by 2 pixels")).to_be_visible()
    expect(page.locator(".gx-slab")).to_have_count(0)


def test_a_block_shows_both_ways(layers):
    page = layers(model="resnet18", view="block", block="3")
    expect(page.locator(".gx-body .gx-operation")).to_have_count(5)
    expect(page.locator(".gx-short .gx-operation")).to_have_count(2)
    line = page.locator(".gx-line").bounding_box()
    body = page.locator(".gx-body").bounding_box()
    short = page.locator(".gx-short").bounding_box()
    assert line["y"] < body["y"] + 12
    assert short["x"] < line["x"] + line["width"] < short["x"] + short["width"]


def test_the_table_of_resnet_152_and_its_file(layers):
    page = layers(model="resnet152")
    expect(page.get_by_text("60,192,808 parameters")).to_be_visible()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Table (CSV)").click()
    assert len(Path(download.value.path()).read_text().splitlines()) == 515 + 1
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture (PNG)").click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def test_hostile_addresses_keep_the_page_up(layers):
    page = layers(
        built='{"blocks":[{"channels":1000000000}]}', model="<img src=x onerror=alert(1)>"
    )
    expect(page.locator(".gx-slab").first).to_be_visible()
    for name in ("built", "model"):
        sentence = page.get_by_test_id("stCaptionContainer").filter(
            has_text="ignored where it says"
        )
        expect(sentence.filter(has=page.get_by_text(name, exact=True))).to_have_count(1)


@pytest.mark.parametrize(
    ("scroller", "choices"), [(".gx-net", {"model": "vgg19"}), (".gx-scroll", {"view": "costs"})]
)
def test_what_is_wider_than_a_telephone_shows_that_it_scrolls(layers, visitor, scroller, choices):
    page = layers(visitor(viewport={"width": 400, "height": 800}), **choices)
    found = page.locator(scroller).first
    assert found.evaluate("e => e.scrollWidth > e.clientWidth + 100")
    shades = found.evaluate("e => getComputedStyle(e).backgroundAttachment")
    assert shades == "local, local, scroll, scroll"
    found.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => document.querySelector('{scroller}').scrollLeft > 0")
