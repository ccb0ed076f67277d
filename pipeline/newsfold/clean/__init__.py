"""From bytes to an Article: extraction, text cleaning, language, furniture."""
