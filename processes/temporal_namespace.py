"""What our namespace needs on a Temporal server that just started: its retention and search attributes."""

from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, UpdateNamespaceRequest
from temporalio.client import Client

# The files of a case are kept for good; this is the longest that the server was seen to take.
RETENTION = timedelta(days=36500)
# Nothing personal is ever put in these: they are stored in the clear.
SEARCH_ATTRIBUTES = {"CaseStage": "Keyword", "DueAt": "Datetime", "Depts": "KeywordList"}
_TYPES = {
    "Keyword": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "Datetime": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    "KeywordList": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
}


async def prepare(address: str, namespace: str) -> None:
    """Set retention and add missing search attributes; changes nothing when all is as it should be.

    Raises:
        RPCError, ConnectionError: while the server is not healthy yet; try again.
    """
    try:
        client = await Client.connect(address, namespace=namespace)
    except RuntimeError as error:
        raise ConnectionError(str(error)) from error
    await _keep_closed_cases(client)
    await _add_missing_attributes(client)


async def _keep_closed_cases(client: Client) -> None:
    described = await client.workflow_service.describe_namespace(
        DescribeNamespaceRequest(namespace=client.namespace)
    )
    wanted = Duration()
    wanted.FromTimedelta(RETENTION)
    if described.config.workflow_execution_retention_ttl != wanted:
        config = NamespaceConfig(workflow_execution_retention_ttl=wanted)
        await client.workflow_service.update_namespace(
            UpdateNamespaceRequest(namespace=client.namespace, config=config)
        )


async def _missing_attributes(client: Client) -> list[str]:
    listed = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    return [name for name in SEARCH_ATTRIBUTES if name not in listed.custom_attributes]


async def _add_missing_attributes(client: Client) -> None:
    missing = await _missing_attributes(client)
    if not missing:
        return
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(
            namespace=client.namespace,
            search_attributes={name: _TYPES[SEARCH_ATTRIBUTES[name]] for name in missing},
        )
    )
