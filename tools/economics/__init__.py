"""Pure numbers: tariff, yield, baseline, cash flow, reward, comparison. No I/O, no clock."""
