"""文书: the papers of a case for those who work on it, its archive folder, and the templates of papers."""
