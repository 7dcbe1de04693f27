"""Parts of the page of feature maps: choices, controls, what networks make, sections."""
