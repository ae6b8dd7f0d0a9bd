"""Lists and tables as files, for every door: plain values under heads, an Excel workbook or comma-separated text."""
