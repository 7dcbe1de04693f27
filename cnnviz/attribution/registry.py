"""The methods, all of Captum (Kokhlikyan et al. 2020, arXiv:2009.07896)."""

import math

from cnnviz.attribution import gradients, perturbations, rules
from cnnviz.attribution.baselines import BASELINES
from cnnviz.attribution.method import SEEDS, Method, Parameter, Values
from cnnviz.attribution.segments import KINDS
from cnnviz.attribution.substitutes import RULES

BASELINE = Parameter(
    "baseline", "choice", "black", "image without a galaxy", choices=BASELINES, image=True
)
SEED = Parameter("seed", "int", 0, "seed of the random numbers", 0, SEEDS)
REGIONS = (
    Parameter("regions", "choice", "superpixels", "shape of the regions", choices=KINDS),
    Parameter("count", "int", 50, "number of regions", 1, 1024),
)
IMPLEMENTATIONS = ("gausslegendre", "riemann_middle", "riemann_trapezoid")
INTERPOLATIONS = ("nearest", "bilinear")


def _samples(default: int, of_what: str) -> Parameter:
    return Parameter("n_samples", "int", default, f"number of {of_what}", 1, 1000)


def _stdev(default: float) -> Parameter:
    return Parameter(
        "stdev", "float", default, "standard deviation of the noise", 0, 10, "of a pixel's value"
    )


def _once(size: tuple[int, ...], values: Values) -> int:
    return 1


def _twice(size: tuple[int, ...], values: Values) -> int:
    return 2


def _steps(size: tuple[int, ...], values: Values) -> int:
    return int(values["n_steps"])


def _each_sample(size: tuple[int, ...], values: Values) -> int:
    return int(values["n_samples"])


def _places(size: tuple[int, ...], values: Values) -> int:
    window, stride = values["window"], values["stride"]
    rows, columns = (math.ceil(max(n - window, 0) / stride) + 1 for n in size[1:])
    return int(1 + rows * columns)


def _regions(size: tuple[int, ...], values: Values) -> int:
    return 1 + int(values["count"])


def _orders(size: tuple[int, ...], values: Values) -> int:
    return 1 + int(values["n_samples"] * values["count"])


_METHODS = (
    Method(
        "saliency",
        "Saliency",
        "Simonyan, Vedaldi, Zisserman 2013, arXiv:1312.6034",
        r"\left|\frac{\partial f}{\partial x_i}\right|",
        "How strongly the logit answers to a small change of the pixel, in either direction.",
        gradients.saliency,
        _once,
        signed=False,
    ),
    Method(
        "input_x_gradient",
        "Input x gradient",
        "Shrikumar, Greenside, Shcherbina, Kundaje 2016, arXiv:1605.01713",
        r"x_i \frac{\partial f}{\partial x_i}",
        "What the pixel would contribute if the network were as linear everywhere as it is here.",
        gradients.input_x_gradient,
        _once,
    ),
    Method(
        "integrated_gradients",
        "Integrated gradients",
        "Sundararajan, Taly, Yan 2017, arXiv:1703.01365",
        r"(x_i - x'_i) \int_0^1 \frac{\partial f(x' + \alpha (x - x'))}{\partial x_i} d\alpha",
        "The pixel's share of the change of the logit on the straight way from the baseline.",
        gradients.integrated_gradients,
        _steps,
        (
            BASELINE,
            Parameter("n_steps", "int", 50, "steps of the integral", 1, 1000),
            Parameter(
                "quadrature",
                "choice",
                IMPLEMENTATIONS[0],
                "rule of integration",
                0,
                0,
                "",
                IMPLEMENTATIONS,
            ),
            SEED,
        ),
        complete=True,
    ),
    Method(
        "smooth_grad",
        "SmoothGrad",
        "Smilkov, Thorat, Kim, Viegas, Wattenberg 2017, arXiv:1706.03825",
        r"\frac{1}{n} \sum_{j=1}^n \left|\frac{\partial f(x + \epsilon_j)}{\partial x_i}\right|, "
        r"\; \epsilon_j \sim \mathcal{N}(0, \sigma^2)",
        "Saliency, averaged over copies of the image with noise on them.",
        gradients.smooth_grad,
        _each_sample,
        (_samples(25, "noisy copies"), _stdev(0.1), SEED),
        signed=False,
    ),
    Method(
        "deep_lift",
        "DeepLIFT",
        "Shrikumar, Greenside, Kundaje 2017, arXiv:1704.02685",
        r"(x_i - x'_i)\, m_i, \quad m = \frac{\Delta \text{out}}{\Delta \text{in}} "
        r"\text{ at each nonlinearity}",
        "The pixel's share of the change of the logit, with finite differences in each layer.",
        rules.deep_lift,
        _twice,
        (BASELINE, SEED),
        complete=True,
    ),
    Method(
        "gradient_shap",
        "GradientSHAP",
        "Lundberg, Lee 2017, arXiv:1705.07874; Erion et al. 2021, arXiv:1906.10670",
        r"\mathbb{E}_{\alpha, \epsilon, x'}\left[(x_i + \epsilon_i - x'_i) "
        r"\frac{\partial f(x' + \alpha (x + \epsilon - x'))}{\partial x_i}\right]",
        "Integrated gradients, averaged over random places on the way, noise and baselines.",
        gradients.gradient_shap,
        _each_sample,
        (BASELINE, _samples(25, "random places"), _stdev(0.0), SEED),
    ),
    Method(
        "guided_backprop",
        "Guided backpropagation",
        "Springenberg, Dosovitskiy, Brox, Riedmiller 2014, arXiv:1412.6806",
        r"R^l = 1_{z^l > 0}\, 1_{R^{l+1} > 0}\, R^{l+1}",
        "Gradient along the paths that excite the logit alone: edges, much the same for any class.",
        rules.guided_backprop,
        _once,
    ),
    Method(
        "deconvolution",
        "Deconvolution",
        "Zeiler, Fergus 2013, arXiv:1311.2901",
        r"R^l = 1_{R^{l+1} > 0}\, R^{l+1}",
        "What a layer's positive signals look like when they are sent back down to the image.",
        rules.deconvolution,
        _once,
    ),
    Method(
        "grad_cam",
        "Grad-CAM",
        "Selvaraju et al. 2016, arXiv:1610.02391",
        r"\sum_c \overline{\frac{\partial f}{\partial a_c}}\, a_c(u, v)",
        "Where a layer's maps, weighted by what they mean for the logit, are large.",
        rules.grad_cam,
        _once,
        (Parameter("relu", "choice", "no", "keep positive values alone", choices=("no", "yes")),),
        needs_layer=True,
    ),
    Method(
        "guided_grad_cam",
        "Guided Grad-CAM",
        "Selvaraju et al. 2016, arXiv:1610.02391",
        r"\text{guided backpropagation}_i \cdot \max(\text{Grad-CAM}, 0)_i",
        "Guided backpropagation where Grad-CAM is positive.",
        rules.guided_grad_cam,
        _twice,
        (
            Parameter(
                "interpolation",
                "choice",
                "nearest",
                "how Grad-CAM is enlarged",
                0,
                0,
                "",
                INTERPOLATIONS,
            ),
        ),
        needs_layer=True,
    ),
    Method(
        "occlusion",
        "Occlusion",
        "Zeiler, Fergus 2013, arXiv:1311.2901",
        r"\left\langle f(x) - f(x_{S \to x'}) \right\rangle_{S \ni i}",
        "How much the logit falls when a square on the pixel is hidden.",
        perturbations.occlusion,
        _places,
        (
            BASELINE,
            Parameter("window", "int", 12, "side of the square", 1, 512, "pixels", share=1 / 8),
            Parameter("stride", "int", 6, "from square to square", 1, 512, "pixels", share=1 / 16),
            SEED,
        ),
        backwards=False,
    ),
    Method(
        "feature_ablation",
        "Feature ablation",
        "Kokhlikyan et al. 2020, arXiv:2009.07896",
        r"f(x) - f(x_{S \to x'}), \quad S \ni i",
        "How much the logit falls when the pixel's region is replaced by the baseline.",
        perturbations.feature_ablation,
        _regions,
        (BASELINE, *REGIONS, SEED),
        backwards=False,
    ),
    Method(
        "lrp",
        "Layer-wise relevance propagation",
        "Bach et al. 2015, doi:10.1371/journal.pone.0130140",
        r"R_i = \sum_j \frac{a_i w_{ij}}{\sum_k a_k w_{kj} + b_j + \epsilon}\, R_j",
        "The pixel's share of the logit, handed down from layer to layer in parts.",
        rules.lrp,
        _twice,
        (
            Parameter(
                "rule", "choice", "epsilon", "of convolutions and linear layers", choices=RULES
            ),
            Parameter("epsilon", "float", 1e-9, "stabiliser of the epsilon rule", 1e-12, 10),
            Parameter("gamma", "float", 0.25, "of the gamma rule", 0, 10),
        ),
    ),
    Method(
        "shapley_value_sampling",
        "Shapley value sampling",
        "Castro, Gomez, Tejada 2009, doi:10.1016/j.cor.2008.04.004",
        r"\frac{1}{n} \sum_{\pi} \left[f(x'_{\pi < S} \to x \cup S) - f(x'_{\pi < S} \to x)\right]",
        "The region's fair share of the change of the logit: its mean part over random orders.",
        perturbations.shapley_value_sampling,
        _orders,
        (BASELINE, *REGIONS, _samples(25, "random orders"), SEED),
        backwards=False,
    ),
)
METHODS = {method.name: method for method in _METHODS}
