"""WebP: its container."""

from cnnviz.data.image_file.refusal import broken


def end(data: bytes) -> int:
    """Where the picture ends in the file (RFC 9649, section 2.4).

    Raises:
        RefusedError: beyond its end
    """
    last = 8 + int.from_bytes(data[4:8], "little")
    if last > len(data) or len(data) < 30:
        raise broken("WebP", cut=True)
    return last
