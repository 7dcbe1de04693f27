"""The convolution bench: what is chosen, the arithmetic asked for, the sections below."""
