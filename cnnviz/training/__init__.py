"""Training: what a run is, random changes of its images, and the loop."""
