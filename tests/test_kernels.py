import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage, signal

from cnnviz.conv import Window, trace
from cnnviz.kernels import FWHM_PER_SIGMA, KERNELS, kernel, nyquist, transfer

SYMMETRIC = ("identity", "box", "gaussian", "sharpen", "laplacian", "ones", "lecture")


def test_names():
    assert set(KERNELS) == {
        *("identity", "box", "gaussian", "sharpen", "sobel_x", "sobel_y", "laplacian", "emboss"),
        *("ones", "lecture", "published"),
    }


def test_kernels_by_hand():
    assert kernel("lecture").tolist() == [[1, 0, 1], [0, 1, 0], [1, 0, 1]]
    assert kernel("published").tolist() == [[0, 1, 2], [2, 2, 0], [0, 1, 2]]
    assert kernel("identity").tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert kernel("sharpen").tolist() == [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
    assert kernel("emboss").tolist() == [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]
    assert kernel("box", (2, 4)).tolist() == [[1 / 8] * 4] * 2
    assert kernel("ones", (2, 3)).tolist() == [[1] * 3] * 2
    assert all(kernel(name).dtype == np.float64 for name in KERNELS)


def test_kernels_of_a_signal():
    assert kernel("identity", (1, 3)).tolist() == [[0, 1, 0]]
    assert kernel("sharpen", (1, 3)).tolist() == [[-1, 3, -1]]
    assert kernel("sobel_x", (1, 3)).tolist() == [[-1, 0, 1]]
    assert kernel("sobel_y", (3, 1)).tolist() == [[-1], [0], [1]]
    assert kernel("laplacian", (1, 5)).tolist() == [[0, 1, -2, 1, 0]]
    assert kernel("laplacian", (3, 1)).tolist() == [[1], [-2], [1]]
    assert kernel("box", (1, 4)).tolist() == [[1 / 4] * 4]
    assert kernel("identity", (1, 1)).tolist() == [[1]]


def test_a_fixed_kernel_stands_in_the_middle_of_a_larger_one():
    large = kernel("sobel_x", (5, 7))
    assert large.shape == (5, 7)
    assert large[1:4, 2:5].tolist() == kernel("sobel_x").tolist()
    assert np.abs(large).sum() == 8


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sobel_x", lambda x: ndimage.sobel(x, axis=1, mode="nearest")),
        ("sobel_y", lambda x: ndimage.sobel(x, axis=0, mode="nearest")),
        ("laplacian", lambda x: ndimage.laplace(x, mode="nearest")),
        ("sharpen", lambda x: x - ndimage.laplace(x, mode="nearest")),
        ("box", lambda x: ndimage.uniform_filter(x, 3, mode="nearest")),
        ("identity", lambda x: x),
    ],
)
def test_presets_match_scipy(name, expected):
    x = np.random.default_rng(0).normal(size=(8, 9))
    found = trace(x, kernel(name), [Window(3, padding="same")] * 2, padding_mode="replicate")
    np.testing.assert_allclose(found.output, expected(x), atol=1e-12)


@settings(deadline=None)
@given(st.integers(1, 12), st.integers(1, 12), st.floats(0.2, 20))
def test_the_gaussian_is_a_psf_of_its_width(rows, columns, fwhm):
    found = kernel("gaussian", (rows, columns), fwhm)
    sigma = fwhm / FWHM_PER_SIGMA
    expected = np.outer(*(signal.windows.gaussian(n, sigma) for n in (rows, columns)))
    np.testing.assert_allclose(found, expected / expected.sum(), rtol=1e-6, atol=1e-15)
    assert found.sum() == pytest.approx(1)


def test_the_gaussian_is_at_half_its_maximum_at_half_its_width():
    found = kernel("gaussian", (1, 9), fwhm=4)[0]
    assert found[6] / found[4] == pytest.approx(0.5)
    assert kernel("gaussian").tolist() == kernel("gaussian", fwhm=2.0).tolist()


@pytest.mark.parametrize("size", [(3, 3), (4, 4), (1, 2)])
def test_the_narrowest_and_the_widest_gaussian(size):
    wide = kernel("gaussian", size, 1e308)
    np.testing.assert_allclose(wide, kernel("box", size))
    narrow = kernel("gaussian", size, 1e-308)
    assert narrow.sum() == pytest.approx(1)
    centre = 1 if size == (3, 3) else np.prod([2 - n % 2 for n in size])
    assert np.count_nonzero(narrow) == centre


# transfer function


def test_transfer_functions_by_hand():
    frequencies, response = transfer(kernel("laplacian"), 33)
    assert frequencies[[0, 16, 32]].tolist() == [-0.5, 0, 0.5]
    v, u = np.meshgrid(frequencies, frequencies, indexing="ij")
    expected = 2 * np.cos(2 * np.pi * u) + 2 * np.cos(2 * np.pi * v) - 4
    np.testing.assert_allclose(response, expected, atol=1e-12)
    # a difference in x is the derivative there, which shifts the phase by a quarter
    _, sobel = transfer(kernel("sobel_x"), 33)
    expected = 2j * np.sin(2 * np.pi * u) * (2 + 2 * np.cos(2 * np.pi * v))
    np.testing.assert_allclose(sobel, expected, atol=1e-12)
    assert response.shape == (33, 33)
    assert transfer([1, 2, 1])[1].shape == (129,)


@settings(deadline=None)
@given(st.sampled_from(sorted(KERNELS)), st.integers(0, 20), st.integers(0, 20))
def test_a_wave_comes_out_multiplied_by_the_transfer_function(name, i, j):
    n, weights = 21, kernel(name)
    frequencies, response = transfer(weights, n)
    y, x = np.mgrid[:9, :9]
    phase = 2 * np.pi * (frequencies[i] * y + frequencies[j] * x)
    parts = [trace(wave(phase), weights, [Window(3)] * 2).output for wave in (np.cos, np.sin)]
    expected = response[i, j] * np.exp(1j * phase)[1:-1, 1:-1]
    np.testing.assert_allclose(parts[0] + 1j * parts[1], expected, atol=1e-12)


@pytest.mark.parametrize("name", SYMMETRIC)
def test_a_symmetric_kernel_shifts_no_phase(name):
    np.testing.assert_allclose(transfer(kernel(name))[1].imag, 0, atol=1e-12)


def test_the_transfer_function_is_the_fourier_transform():
    weights = torch.randn(3, 4, dtype=torch.float64, generator=torch.manual_seed(0)).numpy()
    frequencies, response = transfer(weights, 17)
    padded = np.zeros((16, 16))
    padded[:3, :4] = weights[::-1, ::-1]
    expected = np.fft.fftshift(np.fft.fft2(padded))
    # a correlation's kernel is turned around, and its centre is the origin of the phase
    shifts = [np.exp(2j * np.pi * frequencies[:-1] * centre) for centre in (1, 1.5)]
    np.testing.assert_allclose(response[:-1, :-1], expected * np.outer(*shifts), atol=1e-12)


def test_a_huge_kernel_raises_no_warning():
    assert not np.isfinite(transfer(np.full((3, 3), 1e308))[1]).all()


def test_nyquist():
    assert [nyquist(stride) for stride in (1, 2, 4)] == [1 / 2, 1 / 4, 1 / 8]


# errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("mexican_hat",), "kernel 'mexican_hat' is none of box, gaussian, ones, identity"),
        (("box", (0, 3)), "kernel size must be a whole number of at least 1, got 0"),
        (("box", (3, 2.0)), r"kernel size must be a whole number of at least 1, got 2\.0"),
        (("sobel_x", (4, 3)), "sobel_x needs an odd number .* at least 3x3, got 4x3"),
        (("sharpen", (1, 1)), "sharpen needs an odd number .* at least 1x3, got 1x1"),
        (("identity", (2, 2)), "identity needs an odd number .* at least 1x1, got 2x2"),
        (("sobel_y", (1, 3)), "sobel_y has no form of one row, got 1x3"),
        (("emboss", (3, 1)), "emboss has no form of one column, got 3x1"),
        (("gaussian", (3, 3), 0), "FWHM must be a number of pixels larger than 0, got 0"),
        (("gaussian", (3, 3), float("nan")), "larger than 0, got nan"),
        (("gaussian", (3, 3), float("inf")), "larger than 0, got inf"),
    ],
)
def test_impossible_kernels(arguments, message):
    with pytest.raises(ValueError, match=message):
        kernel(*arguments)


def test_impossible_frequencies_and_strides():
    with pytest.raises(ValueError, match=r"number of frequencies must .* at least 2, got 1"):
        transfer([1.0], 1)
    with pytest.raises(ValueError, match="stride must be a whole number of at least 1, got 0"):
        nyquist(0)
