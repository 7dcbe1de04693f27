import pytest

from cnnviz import figures

HISTORY = [
    {
        "iteration": i,
        "training_loss": 2.0 - i / 128,
        "validation_loss": 2.5 - i / 128,
        "validation_accuracy": i / 128,
    }
    for i in (0, 64, 128)
]


def test_each_curve_shows_its_own_numbers():
    training, validation = figures.losses(HISTORY).data
    (accuracy,) = figures.accuracy(HISTORY).data
    assert list(training.x) == list(validation.x) == list(accuracy.x) == [0, 64, 128]
    assert list(training.y) == [2.0, 1.5, 1.0]
    assert list(validation.y) == [2.5, 2.0, 1.5]
    assert list(accuracy.y) == [0, 0.5, 1.0]
    assert (training.name, validation.name, accuracy.name) == ("training", *2 * ["validation"])


def test_units_are_on_the_axes():
    loss, accuracy = figures.losses(HISTORY).layout, figures.accuracy(HISTORY).layout
    assert loss.yaxis.title.text == "Loss (nats)"
    assert (accuracy.yaxis.title.text, accuracy.yaxis.tickformat) == ("Accuracy", ".0%")
    assert loss.xaxis.title.text == accuracy.xaxis.title.text == "Iteration"


def test_training_and_validation_differ_in_more_than_colour():
    training, validation = figures.losses(HISTORY).data
    assert training.line.dash != validation.line.dash


@pytest.mark.parametrize("draw", [figures.losses, figures.accuracy])
def test_no_record_is_a_sentence(draw):
    figure = draw([])
    assert not figure.data
    assert "no record" in figure.layout.annotations[0].text
