"""Pooling and upsampling, without a browser."""

import io
from functools import partial

import pytest
from PIL import Image

from cnnviz.ui.resampling import published, sections
from cnnviz.ui.resampling.choices import OPERATIONS, SECTIONS, SOURCES, Resampling
from tests.pages.opening import choices_of, open_app, png

PAGE = "pages/resampling.py"


def open_page(**choices):
    """The page at an address."""
    return open_app(PAGE, **{f"resampling_{name}": text for name, text in choices.items()})


def captions(at):
    return " ".join(caption.value for caption in at.main.caption)


written = partial(choices_of, page="resampling")  # the page's own part of the address


def formula(at):
    return next(m.value for m in at.main.markdown if m.value.startswith("$"))


def number(at, name):
    return at.main.number_input(key=f"resampling_{name}")


def example(at):
    return at.main.selectbox(key="resampling_example")


def operation(at):
    return at.main.button_group(key="resampling_operation")


def test_the_first_visit_pools_by_two():
    at = open_page()
    assert operation(at).value == "max"
    assert example(at).value == "pooling"
    assert formula(at).endswith("= 3$")
    assert "PyTorch computes the same 9 outputs." in captions(at)
    assert written(at) == {}


@pytest.mark.parametrize("name", published.TITLES)
def test_every_published_example_can_be_chosen(name):
    at = open_page(stride="1", kernel="4", changed="0.0.0:5")
    assert example(at).value == "own"
    example(at).select(name).run()
    assert not at.exception
    assert example(at).value == name
    assert "PyTorch computes the same" in captions(at)
    shown = [n.value for n in at.main.number_input if n.key in ("resampling_kernel",)]
    assert shown == [published.chosen(name, Resampling()).kernel]


def test_an_example_is_in_the_address_and_comes_back():
    at = open_page()
    example(at).select("padding_strides_odd").run()
    address = written(at)
    assert {"operation", "kernel", "padding", "output_padding", "size"} <= set(address)
    again = open_page(**address)
    assert example(again).value == "padding_strides_odd"
    assert formula(again) == formula(at)


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("bench", [{}, {"dimensions": "1"}, {"source": "galaxy", "channels": "3"}])
def test_every_section_goes_with_every_operation(name, section, bench):
    at = open_page(operation=name, section=section, **bench)
    assert operation(at).value == name
    assert at.main.button_group(key="resampling_section").value == section
    assert "PyTorch computes the same" in captions(at)


def test_every_section_has_a_title():
    assert set(sections.TITLES) == set(SECTIONS)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("dimensions", ["1", "2"])
def test_every_input_goes_with_images_and_signals(source, dimensions):
    at = open_page(source=source, dimensions=dimensions, channels="2")
    assert "PyTorch computes the same" in captions(at)
    assert ("an image" in captions(at)) == (source == "published" and dimensions == "1")


def test_a_number_that_is_chosen_changes_the_formula_and_the_ranges():
    at = open_page()
    assert (number(at, "padding").min, number(at, "padding").max) == (0, 1)
    number(at, "kernel").set_value(5).run()
    assert formula(at).endswith(r"\frac{6 - 5 + 2 \cdot 0}{2} \right\rfloor + 1 = 1$")
    assert (number(at, "padding").min, number(at, "padding").max) == (0, 2)
    assert written(at) == {"kernel": "5"}
    number(at, "padding").set_value(2).run()
    # with this padding a smaller kernel would be less than twice as wide
    assert number(at, "kernel").min == 4
    assert "The stride does not divide" in captions(at)


def test_the_output_padding_stays_below_the_stride():
    at = open_page(operation="transposed", stride="3")
    assert number(at, "output_padding").max == 2
    number(at, "output_padding").set_value(2).run()
    # a smaller stride would leave no such output padding
    assert number(at, "stride").min == 3
    assert formula(at).endswith("= 19$")


def test_an_operation_is_chosen_and_keeps_the_numbers():
    at = open_page(kernel="3", source="count")
    operation(at).set_value("transposed").run()
    assert not at.exception
    assert (number(at, "kernel").value, number(at, "stride").value) == (3, 2)
    operation(at).set_value("bilinear").run()
    assert not [n for n in at.main.number_input if n.key == "resampling_kernel"]
    assert formula(at).endswith(r"2 \cdot 6 = 12$")


def test_what_goes_with_no_operation_changes_and_is_said():
    at = open_page(operation="convolution", kernel="3", padding="2")
    operation(at).set_value("max").run()
    assert number(at, "padding").value == 1
    assert "Padding 1 now, because padding 2 is more than half the kernel of 3." in captions(at)
    at.run()
    assert "Padding 1 now" not in captions(at)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("stride", "1e308"), ("stride", "nan"), ("stride", "-1"), ("stride", "0"),
        ("kernel", "9" * 400), ("kernel", "three"), ("padding", "-2"), ("size", "1e9"),
        ("size", ""), ("operation", "<b>max</b>"), ("source", "../../etc/passwd"),
        ("changed", "0.0.0:inf"), ("changed", "x"), ("temperature", "NaN"), ("section", "none"),
        ("seed", "\u0663"), ("nothing", "1"), ("factor", "1e308"), ("dimensions", "4"),
    ],
)  # fmt: skip
def test_an_absurd_address_is_ignored_and_said(name, text):
    at = open_page(**{name: text, "dilation": "1"})
    assert f"The address was ignored where it says `{name}`: " in captions(at)
    assert "PyTorch computes the same 9 outputs." in captions(at)
    assert written(at) == {}


def test_an_absurd_address_keeps_the_last_good_state():
    at = open_page(kernel="3", stride="1", size="7")
    assert formula(at).endswith("= 5$")
    at.query_params["resampling_stride"] = "1e308"
    at.run()
    assert not at.exception
    assert r"1e308\' is no whole number" in captions(at)
    assert formula(at).endswith("= 5$")
    assert written(at) == {"kernel": "3", "stride": "1", "size": "7"}


def test_an_impossible_address_becomes_possible():
    at = open_page(operation="transposed", output_padding="5", stride="2", kernel="3")
    assert "because output padding 5 must be smaller than stride 2 or dilation 1" in captions(at)
    assert number(at, "output_padding").value == 1


def test_edits_beyond_the_input_change_nothing():
    at = open_page(changed="0.900.900:5_2.0.0:1_1:4")
    assert "PyTorch computes the same 9 outputs." in captions(at)


def test_a_galaxy_with_fewer_pixels_makes_the_part_smaller():
    at = open_page(source="patch", size="20")
    at.file_uploader[0].upload("small.png", png(9, 12)).run()
    assert not at.exception
    assert written(at)["size"] == "9"
    assert "Size 9 now, because the galaxy has no more pixels." in captions(at)
    assert formula(at).endswith("= 4$")


def test_an_image_of_one_pixel_goes_with_every_section():
    for section in SECTIONS:
        at = open_page(source="galaxy", section=section)
        at.file_uploader[0].upload("pixel.png", png(1, 1)).run()
        assert not at.exception
        assert "PyTorch computes the same output." in captions(at)


def test_the_critical_temperature_is_a_click_away():
    at = open_page(temperature="4.5")
    next(b for b in at.main.button if b.label == "Critical").click().run()
    assert at.main.slider(key="resampling_temperature").value == 2.269
    assert "temperature" not in written(at)


def test_edits_can_be_undone():
    at = open_page(operation="convolution", changed="0.1.1:50", reweighted="0.0.0:-3")
    assert "50" in open_page(changed="0.1.1:50", section="pytorch").main.code[0].value
    next(b for b in at.main.button if b.label == "Undo all edits").click().run()
    assert written(at) == {"operation": "convolution"}


def made(at):
    """The page after the animation was made."""
    at.main.button(key="resampling_gif_make").click().run()
    assert not at.exception
    return at.session_state["resampling_gif_recording"]


def test_the_animation_has_every_step():
    at = open_page(section="pytorch")
    recording = made(at)
    assert (recording.done, len(recording)) == (9, 9)
    with Image.open(io.BytesIO(recording.file(2))) as animation:
        assert animation.n_frames == 9
    labels = [button.label for button in at.get("download_button")]
    assert "Animation of 9 steps (GIF)" in labels


def test_a_long_animation_is_cut_and_one_of_other_numbers_forgotten():
    at = open_page(section="pytorch", size="24")
    assert "The first 100 of 144 steps." in captions(at)
    assert made(at).done == 100
    number(at, "stride").set_value(4).run()
    assert "resampling_gif_recording" not in at.session_state
    labels = [button.label for button in at.get("download_button")]
    assert not any("Animation" in label for label in labels)


def test_an_interrupted_animation_goes_on():
    at = open_page(section="pytorch")
    recording = made(at)
    whole, recording.rest = list(recording.images), None
    del recording.images[4:]
    at.run()
    assert recording.images == whole
