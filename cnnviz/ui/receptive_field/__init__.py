"""Parts of the page of receptive fields: choices, controls, numbers, sections."""
