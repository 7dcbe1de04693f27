"""The physics of simulated galaxies: what shines, how seven classes are drawn, how it is seen."""
