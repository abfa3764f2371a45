"""Teaching: courses as texts, and the code that reads and marks them. Knows no web, database or hour."""
