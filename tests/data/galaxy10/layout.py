"""A small file in the layout of Galaxy10 DECaLS, stored in chunks across images as the real one."""

import h5py
import numpy as np

SIDE = 256


def images(count):
    """uint8 of shape (count, 256, 256, 3), of which every pixel says where it is."""
    i, row, column, channel = np.ogrid[:count, :SIDE, :SIDE, :3]
    return ((7 * i + row + 3 * column + 50 * channel) % 256).astype(np.uint8)


def columns(count):
    """What is known of each galaxy; every third redshift is not."""
    number = np.arange(count)
    redshift = np.where(number % 3 == 2, np.nan, number / 100)
    return {
        "ra": number * 1.5,
        "dec": 30 - number / 2,
        "redshift": redshift,
        "pxscale": np.where(number % 2, 0.262, 0.131),
    }


def write(path, labels, /, chunk=16, **others):
    """Write the file: image j has label labels[j]; a dataset of `others` may be None to be left."""
    labels = np.asarray(labels, np.uint8)
    chunk = min(chunk, len(labels))
    with h5py.File(path, "w") as file:
        file.create_dataset(
            "images", data=images(len(labels)), chunks=(chunk, 16, 16, 1), compression=1
        )
        for name, values in {"ans": labels, **columns(len(labels)), **others}.items():
            if values is not None:
                file[name] = values
    return path


def declared(path, count):
    """A file of so many images of zeros, which are declared and never stored."""
    with h5py.File(path, "w") as file:
        file.create_dataset("images", (count, SIDE, SIDE, 3), np.uint8, chunks=(555, 16, 16, 1))
        file["ans"] = np.arange(count) % 10
    return path
