"""`make bench`: what one step costs, beside what Temporal alone costs, and how quick the lists are."""
