"""China Post EMS, by its open platform for contract customers (interface document V2.7)."""
