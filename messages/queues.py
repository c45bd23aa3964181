"""The task queues; a worker takes one dynamic workflow, so procedures and scenarios have a queue each."""

CASES = "cases"
