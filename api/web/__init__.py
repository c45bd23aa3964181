"""The pages: server-rendered, Chinese first with English beside it; they do what the API does."""
