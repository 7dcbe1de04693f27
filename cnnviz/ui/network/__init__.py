"""The page of the layers: any network's tensors and numbers, and networks that visitors build."""
