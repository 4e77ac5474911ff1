"""The page around the tabs: it is built, served and protected here."""
