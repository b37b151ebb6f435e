"""From the record to problems: situations, hold-harmless sweeps, break-even floors."""
