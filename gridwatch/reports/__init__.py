"""Tables going out: spreadsheets and text files that any office can open."""
