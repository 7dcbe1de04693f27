"""The page of a visitor's own image, in parts."""
