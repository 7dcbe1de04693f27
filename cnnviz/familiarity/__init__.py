"""How far a picture lies from those that a network was trained on: measured, ranged, compared."""
