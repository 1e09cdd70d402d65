"""The heart: the case, its one state table, its history, who may touch it, its legal clock."""
