"""Namespaces of the test's Temporal server in which no other worker asks for work."""

from datetime import timedelta
from uuid import uuid4

from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from messages.wire import data_converter


async def new_namespace(environment: WorkflowEnvironment) -> Client:
    """Make a namespace and return a client of it, whose cases keep to the machine's clock."""
    name = f"apart-{uuid4().hex[:8]}"
    retention = Duration()
    retention.FromTimedelta(timedelta(days=1))
    service = environment.client.workflow_service
    await service.register_namespace(
        RegisterNamespaceRequest(namespace=name, workflow_execution_retention_period=retention)
    )
    target = environment.client.service_client.config.target_host
    return await Client.connect(target, namespace=name, data_converter=data_converter)
