"""Little Bee Box (小蜂箱): from a citizen's upload to the result in the post."""
