"""What is on record: tables, questions (queries) and changes (ledger)."""
