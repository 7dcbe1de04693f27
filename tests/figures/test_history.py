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
    training, validation, accuracy = figures.training_curves(HISTORY).data
    assert list(training.x) == list(validation.x) == list(accuracy.x) == [0, 64, 128]
    assert list(training.y) == [2.0, 1.5, 1.0]
    assert list(validation.y) == [2.5, 2.0, 1.5]
    assert list(accuracy.y) == [0, 0.5, 1.0]


def test_units_are_on_the_axes():
    layout = figures.training_curves(HISTORY).layout
    assert layout.yaxis.title.text == "Loss (nats)"
    assert layout.yaxis2.title.text == "Accuracy"
    assert layout.xaxis.title.text == layout.xaxis2.title.text == "Iteration"


def test_training_and_validation_differ_in_more_than_colour():
    training, validation, _ = figures.training_curves(HISTORY).data
    assert training.line.dash != validation.line.dash


def test_no_record_is_a_sentence():
    figure = figures.training_curves([])
    assert not figure.data
    assert "no record" in figure.layout.annotations[0].text
