"""What may be asked of this machine, from the file limits.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from cnnviz.training.config import Config

FILE = Path(__file__).parents[2] / "limits.toml"


@dataclass(frozen=True)
class Limits:
    """The most of each.

    Args:
        iterations: steps of the optimiser in a run
        batch: images in a step
        galaxies: simulated galaxies of a run
        parameters: of a network
        seeds: runs that one order makes
        waiting: runs in the queue
        kept_runs: runs on the disk, those that wait among them
        upload_megabytes: size of a network that is brought along
        folder_megabytes: size of a ZIP file of a visitor's own galaxies
        folders_megabytes: size of those of all visitors together, which lie in memory
        folder_images: of a visitor's own galaxies that one order of runs keeps on the disk
        data: paths of data sets that may be trained on besides simulated galaxies, by their names
    """

    iterations: int = 20_000
    batch: int = 1_000
    galaxies: int = 42_000
    parameters: int = 5_000_000
    seeds: int = 5
    waiting: int = 20
    kept_runs: int = 60
    upload_megabytes: int = 100
    folder_megabytes: int = 200
    folders_megabytes: int = 1_000
    folder_images: int = 20_000
    data: Mapping[str, str] = field(default_factory=dict)

    def check(self, config: Config, parameters: int = 0) -> None:
        """Refuse a run that asks for more.

        Args:
            config: of the run
            parameters: of its network, where it has been built

        Raises:
            ValueError: what is too much, how much it is and how much there may be
        """
        asked = {name: getattr(config, name) for name in ("iterations", "batch", "galaxies")}
        for name, value in {**asked, "parameters": parameters}.items():
            if value > getattr(self, name):
                most = f"{getattr(self, name):,}"
                raise ValueError(f"{value:,} {name} are more than this machine allows, {most}")


def read(path: Path = FILE) -> Limits:
    """The limits of a file; what it does not name, and a missing file, leave the defaults.

    Raises:
        ValueError: not TOML, an unknown name, or what is no positive whole number
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Limits()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name}: not TOML ({error})") from error
    known = {one.name for one in fields(Limits)}
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"{path.name}: no limit is called {name!r}")
        if name == "data":
            _check_data(path, value)
        elif not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ValueError(f"{path.name}: {name} is a positive whole number, got {value!r}")
    return Limits(**values)


def _check_data(path: Path, value: object) -> None:
    if not isinstance(value, dict) or not all(isinstance(place, str) for place in value.values()):
        raise ValueError(f"{path.name}: data is a table of names and paths, got {value!r}")
