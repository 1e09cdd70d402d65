"""No word of the trade: database, outbox, state table, settings, clock, files, ids, crypto."""
