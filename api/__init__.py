"""Who may ask, and what do they see? JSON routers under v1/, pages under web/."""
