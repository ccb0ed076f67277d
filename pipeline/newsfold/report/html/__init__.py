"""Reports as HTML: for a file that is forwarded, and for live pages. Everything that comes from a page is escaped."""
