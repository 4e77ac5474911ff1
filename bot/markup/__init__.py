"""What notes and models wrote, as HTML that is safe to put into the page."""
