"""The sections, and the figures wanted of them on two cores of a laptop."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wanted:
    """A bound of a measured figure.

    Args:
        bound: the value itself is within
        least: whether it is the least value rather than the largest
    """

    bound: float
    least: bool = False

    def __str__(self) -> str:
        return f"{'at least' if self.least else 'at most'} {self.bound:,g}"

    def reached(self, value: float) -> bool:
        """Whether a measured value is within the bound."""
        return value >= self.bound if self.least else value <= self.bound


WANTED = {
    "training": {
        "ratio": Wanted(3, least=True),
        "ratio_augmented": Wanted(3, least=True),
    },
    "accuracy": {"ratio": Wanted(3, least=True)},
    "watching": {"processor_share": Wanted(0.2)},
    "classify": {"share": Wanted(0.8, least=True), "growth_megabytes": Wanted(200)},
    "simulator": {"galaxies_per_second": Wanted(400, least=True)},
    "app": {
        "new_galaxy_median_ms": Wanted(300),
        "cold_visit_seconds": Wanted(2.5),
        "rerun_cpu_ms": Wanted(30),
    },
    "stage": {
        "messages_while_playing": Wanted(0),
        "kilobytes": Wanted(10),
        "steps_per_second": Wanted(58, least=True),
        "changed_parameter_median_ms": Wanted(300),
    },
    "maps": {
        "new_galaxy_median_ms": Wanted(400),
        "new_layer_median_ms": Wanted(400),
        "messages_while_reading": Wanted(0),
        "messages_at_rest": Wanted(1),
        "resnet152_table_ms": Wanted(500),
    },
    "attribution": {
        "integrated_gradients_ratio": Wanted(1.1),
        "smooth_grad_ratio": Wanted(1.1),
        "gradient_shap_ratio": Wanted(1.1),
        "occlusion_ratio": Wanted(1.1),
        "feature_ablation_ratio": Wanted(1.1),
        "shapley_value_sampling_ratio": Wanted(1.1),
        "patch_median_ms": Wanted(300),
    },
    "visitors": {
        "p95_seconds": Wanted(1),
        "errors": Wanted(0),
        "wrong": Wanted(0),
    },
}
BY_NAME = ("accuracy", "watching", "classify")  # these take longer: only where they are named
SECTIONS = tuple(name for name in WANTED if name not in BY_NAME)
