"""One file for each thing that reporting takes note of. Pure; the order across streams is free."""
