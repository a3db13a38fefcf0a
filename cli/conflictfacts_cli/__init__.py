"""The command ``conflict-facts``: reads articles, asks the library, and writes what it finds."""
