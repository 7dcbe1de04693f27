"""Training: what a run is, random changes of its images, the loop, and what it leaves behind."""
