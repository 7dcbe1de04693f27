"""Every number that is shown, on the way from the logits to the galaxy, beside PyTorch's."""

import csv
import io
import math
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from cnnviz import origin
from cnnviz.origin import IMAGE
from tests.browser.microscope.cases import CASES
from tests.browser.microscope.reading import MINUS, heading, parsed, trail

DIGITS = 6e-4  # four significant digits are shown
# walks from the present unit to the galaxy through values that are clicked; what is seen on the way
WALK = """async (root, {seed, walks}) => {
    let state = seed;
    const random = (n) => (state = (1103515245 * state + 12345) % 2147483648) % n;
    const seen = [];
    for (let walk = 0; walk < walks; walk++) {
        root.querySelector('.trail button').click();
        const bars = [...root.querySelectorAll('.plate .bar-row')];
        bars[random(bars.length)].click();
        for (;;) {
            const {trail, sum} = root.microscope;
            const buttons = [...root.querySelectorAll('.sum .value')].filter((b) => !b.disabled);
            seen.push({
                step: [trail.at(-1).layer, trail.at(-1).unit],
                shown: root.querySelectorAll('.heading b')[1].textContent,
                cells: buttons.map(({place, title}) =>
                    [place.layer.name, place.unit, title.split(': ').at(-1)]),
                total: sum.found.total ?? null,
                products: (sum.found.terms ?? []).map((t) => t.product),
                wrong: !root.querySelector('.warning').hidden,
            });
            if (!buttons.length) break;
            buttons[random(buttons.length)].click();
        }
    }
    return seen;
}"""


def close(found, expected, tolerance, size=0.0):
    return abs(found - expected) <= tolerance * max(abs(expected), size) + 1e-9


@pytest.mark.parametrize("name", ["tutorial", "explorer", "lenet5", "residual", "odd"])
def test_walks_to_the_galaxy_show_what_pytorch_computes(microscope, name):
    page = microscope(name, view="map")
    [run] = CASES[name].runs()
    rules = {rule.layer.name: rule for rule in run.net.rules}
    seen = page.locator(".microscope").evaluate(
        WALK, {"seed": 7, "walks": 1 if name == "explorer" else 4}
    )
    assert {layer for ((layer, _),) in ((place["step"],) for place in seen)} > {IMAGE}
    visited = {place["step"][0] for place in seen}
    # only one branch of each addition is entered by a walk
    assert len(visited) >= 0.8 * (len(rules) + 1)
    for place in seen:
        layer, unit = place["step"]
        recorded = float(run.outputs[layer][tuple(unit)])
        assert close(parsed(place["shown"]), recorded, DIGITS)
        assert not place["wrong"]
        for source, index, text in place["cells"]:
            assert close(parsed(text), float(run.outputs[source][tuple(index)]), DIGITS)
        if layer == IMAGE:
            continue
        expected = origin.origin(rules[layer], run.outputs, tuple(unit))
        products = [term.product for term in expected.terms]
        size = sum(map(abs, products)) + abs(expected.bias)
        assert close(place["total"], recorded, 1e-4, size)
        assert close(place["total"], expected.total, 1e-9, size)
        np.testing.assert_allclose(place["products"], products, rtol=1e-9, atol=1e-12)


def test_terms_that_do_not_make_the_number_are_told(microscope):
    page = microscope("wrong", view="map", trail="block1_conv.2.40.50")
    expect(page.locator(".warning")).to_have_text(
        re.compile("These terms give 0.31.*, but the network recorded 0.32")
    )
    page.get_by_role("button", name="Layer after").click()
    page.get_by_role("button", name="Layer after").click()
    expect(page.locator(".warning")).to_be_hidden()


def test_the_written_sum_of_the_first_convolution_is_its_value(microscope):
    page = microscope("tutorial", view="map", trail="block1_conv.2.40.50")
    text = page.locator(".written").inner_text().replace("\N{MINUS SIGN}", "-")
    left, right = text.replace("bias", "").split("=")
    assert left.count("\N{MULTIPLICATION SIGN}") == 27
    assert eval(left.replace("\N{MULTIPLICATION SIGN}", "*")) == pytest.approx(
        float(right), abs=2e-2
    )
    [run] = CASES["tutorial"].runs()
    assert heading(page) == pytest.approx(run.outputs["block1_conv"][2, 40, 50], rel=DIGITS)


def test_terms_are_saved_as_csv_that_adds_up(microscope):
    page = microscope("tutorial", view="map", trail="block2_conv.1.0.12")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save these terms as CSV").click()
    assert download.value.suggested_filename == "block2.conv-1-0-12.csv"
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text())))
    assert len(rows) == 36
    total = sum(float(row["product"]) for row in rows) + float(rows[0]["bias"])
    [run] = CASES["tutorial"].runs()
    assert total == pytest.approx(float(rows[0]["total"]), rel=1e-9)
    assert total == pytest.approx(float(run.outputs["block2_conv"][1, 0, 12]), rel=1e-4)
    assert rows[0]["source_unit"] == "0,-1,11"  # in the padding
    assert float(rows[0]["value"]) == 0


def test_the_large_map_is_saved_as_png(microscope):
    page = microscope("tutorial", view="map", trail="block4_relu.2.4.5")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save this map as PNG").click()
    assert download.value.suggested_filename == "block4.relu-2.png"
    image = np.asarray(Image.open(download.value.path()).convert("RGB"))
    assert image.shape == (768, 768, 3)
    cells = image[64::128, 64::128].reshape(-1, 3)
    [run] = CASES["tutorial"].runs()
    values = run.outputs["block4_relu"][2].ravel()
    # as many colours as values, but for those that lie close together; zero has one
    assert len({tuple(cell) for cell in cells[values == 0]}) == 1
    order = np.argsort(values)
    assert (np.diff(cells[order].sum(1).astype(int)) >= -40).all()  # viridis grows lighter


def test_a_step_down_is_a_step_on_the_trail(microscope):
    page = microscope("tutorial", view="map", trail="linear.3")
    page.locator(".product .value").first.click()
    [run] = CASES["tutorial"].runs()
    linear = next(rule for rule in run.net.rules if rule.layer.name == "linear")
    products = linear.operation.weight[3] * run.outputs["flatten"]
    assert trail(page) == [["linear", [3]], ["flatten", [int(np.abs(products).argmax())]]]


# paths of the odd network's layers, and how Python writes what they compute
WRITTEN = {
    "1": ("GELU", lambda x: 0.5 * x * (1 + math.erf(x / math.sqrt(2)))),
    "3": ("SiLU", lambda x: x / (1 + math.exp(-x))),
    "10": ("LeakyReLU", lambda x: x if x > 0 else 0.2 * x),
    "11": ("Sigmoid", lambda x: 1 / (1 + math.exp(-x))),
}


@pytest.mark.parametrize("path", WRITTEN)
def test_a_functions_formula_reads_as_one_writes_it(microscope, path):
    kind, function = WRITTEN[path]
    [run] = CASES["odd"].runs()
    source = run.outputs[f"_{int(path) - 1}"]
    unit = np.unravel_index(source.argmin(), source.shape)
    x = float(source[unit])
    page = microscope("odd", view="map", trail=f"_{path}.{'.'.join(map(str, unit))}")
    text = page.locator(".sum .filled").inner_text()
    left, right = text.split(" = ")
    assert "-" not in left
    assert "((" not in left
    assert f"{MINUS}{MINUS}" not in left
    assert x < 0 or kind in ("LeakyReLU", "Sigmoid")
    assert parsed(right) == pytest.approx(function(x), rel=DIGITS)
    python = left.replace(MINUS, "-").replace("Phi(", "*Phi(").replace(" *", "*")
    python = python.replace("0.2 min", "0.2 * min")
    known = {"exp": math.exp, "Phi": lambda z: 0.5 * (1 + math.erf(z / math.sqrt(2)))}
    assert eval(python, known) == pytest.approx(function(x), rel=5e-3)


def test_a_sum_of_two_branches_reads_as_one_writes_it(microscope):
    [run] = CASES["residual"].runs()
    rule = next(rule for rule in run.net.rules if len(rule.sources) == 2)
    second = run.outputs[rule.sources[1]]
    unit = np.unravel_index(second.argmin(), second.shape)
    page = microscope("residual", view="map", trail=f"{rule.layer.name}.{'.'.join(map(str, unit))}")
    text = page.locator(".sum .filled").inner_text().replace("\n", "")
    assert second[unit] < 0
    assert f"+ ({MINUS}" in text
