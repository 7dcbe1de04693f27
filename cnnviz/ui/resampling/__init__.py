"""Pooling and upsampling: what the visitor chooses, the arithmetic, the sections below."""
