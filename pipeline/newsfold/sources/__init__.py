"""Where articles come from: each source yields what it read, or a Skip."""
