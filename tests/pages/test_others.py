"""The other pages without a browser."""

import pytest

from cnnviz import weights
from cnnviz.data import simulator
from cnnviz.data.images import CLASSES
from cnnviz.ui import chosen
from cnnviz.ui.galaxy import parse_address, simulated_address
from cnnviz.ui.simulation import LARGEST_FIRST
from tests.pages.opening import open_app, png


def test_every_class_has_its_section():
    at = open_app("pages/classes.py")
    assert [heading.value for heading in at.subheader] == list(CLASSES)
    assert len(at.get("bidi_component")) == len(CLASSES)


@pytest.mark.parametrize("name", weights.names())
def test_the_card_shows_its_network_figures_and_training(name):
    at = open_app("pages/model_card.py", model=name)
    model, card = weights.load(name)
    text = " ".join(element.value for element in (*at.markdown, *at.caption))
    assert f"{card.parameters:,} parameters" in text
    layers = at.table[-1].value
    assert layers["Output"].iloc[-1] == str(len(card.classes))
    leaves = [module for module in model.modules() if not list(module.children())]
    assert len(layers) == 1 + len(leaves)
    charts = 2 + sum("confusion_matrix" in item for item in card.figures)
    assert len(at.get("plotly_chart")) == charts
    assert {card.command, card.seen["command"]} <= {code.value for code in at.code}
    look = next(
        table.value for table in at.table if "Quantity" in table.value and "50" in table.value
    )
    assert len(look) == len(card.seen["quantiles"])
    assert f"{card.seen['pictures']:,} pictures were measured" in text


def test_the_tutorials_arithmetic_is_the_published_one():
    at = open_app("pages/model_card.py", model="tutorial")
    sums = [text for text in at.table[-1].value["Parameters"] if text]
    assert [text.split(" = ")[1] for text in sums] == ["112", "222", "495", "1,066", "3,283"]
    assert sums[0] == "4·3·3·3 + 4 = 112"


def test_the_chosen_galaxys_true_parameters():
    at = open_app("pages/simulated.py", galaxy="sim-barred-17")
    rows = at.table[0].value.set_index("Parameter")["Value"]
    truth = simulator.galaxy(3, 17).table
    assert float(rows["Pitch angle of the arms"]) == pytest.approx(
        truth["pitch_angle"][0], rel=0.01
    )
    assert "Distance of the two nuclei" not in rows


def test_an_upload_has_no_true_parameters():
    at = open_app("pages/simulated.py")
    at.file_uploader[0].upload("m31.png", png()).run()
    assert not at.table
    assert any("Nobody knows" in caption.value for caption in at.caption)


def test_a_set_is_made_and_offered():
    at = open_app("pages/simulated.py")
    at.number_input(key="simulated_seed").set_value(5).run()
    at.slider(key="simulated_count").set_value(42).run()
    at.button(key="simulated_make").click().run()
    assert not at.exception
    assert at.session_state["simulated_set"].done == 42
    labels = [button.label for button in at.get("download_button")]
    assert "42 galaxies from seed 5 (HDF5)" in labels
    assert "--seed 5 " in at.code[-1].value


def test_every_galaxy_of_the_last_sheet_can_be_chosen():
    at = open_app("pages/simulated.py", simulated_seed=str(LARGEST_FIRST), simulated_columns="14")
    assert at.number_input(key="simulated_seed").value == LARGEST_FIRST
    assert parse_address(simulated_address(0, LARGEST_FIRST + 13)) is not None
    at.number_input(key="simulated_seed").set_value(LARGEST_FIRST + 1).run()
    assert not at.exception


def test_what_a_tampered_browser_chooses_changes_nothing(monkeypatch):
    state = {"chosen_galaxy": "sim-barred-17"}
    monkeypatch.setattr(chosen.st, "session_state", state)
    for address in ("sim-barred-99999999999999", "<script>"):
        chosen.choose(address)
    assert state == {"chosen_galaxy": "sim-barred-17"}
