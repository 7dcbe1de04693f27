"""The lines do what they say: they make the map that the page shows."""

import contextlib
import io

import numpy as np
import pytest

from cnnviz import weights
from cnnviz.attribution import METHODS
from cnnviz.ui.attribution import snippet
from tests.pages.opening import png

FEW = {
    ("integrated_gradients", "n_steps"): 4,
    ("integrated_gradients", "baseline"): "noise",
    ("integrated_gradients", "seed"): 3,
    ("smooth_grad", "n_samples"): 2,
    ("smooth_grad", "seed"): 5,
    ("gradient_shap", "n_samples"): 3,
    ("gradient_shap", "stdev"): 0.1,
    ("gradient_shap", "baseline"): "mean",
    ("deep_lift", "baseline"): "blurred",
    ("guided_grad_cam", "interpolation"): "bilinear",
    ("occlusion", "window"): 24,
    ("occlusion", "stride"): 20,
    ("feature_ablation", "count"): 9,
    ("lrp", "rule"): "gamma",
    ("shapley_value_sampling", "regions"): "patches",
    ("shapley_value_sampling", "count"): 4,
    ("shapley_value_sampling", "n_samples"): 2,
}


def run(view, method):
    """What the lines make, and what the page shows."""
    found = view.explained(method)
    text = snippet.code(view.galaxy, found, view.name, view.now.seed)
    names = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(text, "lines", "exec"), names)
    assert "torch.Size" in printed.getvalue()
    return names["found"].detach().numpy()[0], found.map


def close(ours, shown, logit=0.0):
    """Equal but for rounding, also that of the logit where the map is a difference of two."""
    few = 1e-5 * np.abs(shown).max() + 8 * np.finfo(np.float32).eps * logit
    np.testing.assert_allclose(ours, shown, atol=few, rtol=1e-4)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Captum's, of the hooks that it sets
@pytest.mark.parametrize("model", weights.names())
@pytest.mark.parametrize("method", METHODS)
def test_the_lines_make_the_map(method, model, view_of):
    view = view_of(model, parameters=FEW)
    close(*run(view, method), logit=np.abs(view.logits).max())


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("method", ["saliency", "deep_lift", "lrp", "grad_cam", "occlusion"])
def test_of_a_contrast_another_layer_and_random_weights(method, view_of):
    view = view_of(contrast=1, layer="block2_conv", seed=4, parameters=FEW)
    ours, shown = run(view, method)
    close(ours, shown, logit=np.abs(view.logits).max())
    other, _ = run(view_of(parameters=FEW), method)
    assert other.shape != shown.shape or not np.allclose(other, shown)


def test_a_baseline_of_noise_is_no_function_of_the_image(view_of):
    few = {("deep_lift", "baseline"): "noise", ("deep_lift", "seed"): 5}
    close(*run(view_of("explorer", parameters=few), "deep_lift"))


def test_of_an_upload_the_lines_read_a_file(tmp_path, monkeypatch, view_of):
    from cnnviz.ui.galaxy import from_file

    monkeypatch.chdir(tmp_path)
    file = png()
    (tmp_path / "your_image.png").write_bytes(file)
    close(*run(view_of(galaxy=from_file(file, "m31.png")), "saliency"))
