"""SF Express (顺丰速运) through its open platform 丰桥, JSON generation."""
