"""The page of attributions: where the network looks, and whether to believe it."""
