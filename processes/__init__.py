"""The programs that make up a running onething: two embedded servers, a worker, the API, and who watches them."""
