"""How messages become payloads: JSON by Pydantic, compressed against a dictionary of our own words.

Small messages hardly compress by themselves; what they share is the words of the model. A dictionary with
those words makes a step of a case fit in the history budget. A dictionary is never changed, only a new one
added, because histories hold payloads that need it.
"""

import dataclasses
import zlib
from collections.abc import Iterable
from typing import Any

from pydantic_core import SchemaSerializer
from pydantic_core.core_schema import any_schema
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultPayloadConverter,
    PayloadCodec,
)

_ENCODING = b"z1"
_DICTIONARY = (
    b'"outcome":"explanation":"missing":"summary":"reasons":"basis":"note":"handler_name":"expected_on":"satisfied":'
    b'"request-extension""grant-extension""feedback-filing""feedback-result""close-case""supplement""resubmit"'
    b'"designate""confirm""archive""refuse""decide""accept""withdraw""suspend""resume""comment""assign""overdue@'
    b'"login":"system","org":"system"},"sign","text":"supervises":true},"roles":["handler","legal","leader"]},'
    b'{"case_id":"digest":"acts":[{"at":"2026-2027-2025-T00:00:00.000000Z","act":{"id":"action":"actor":{"login":"yubei.'
    b'rongchang.","org":"500112-500153-","roles":["handler"]},"seq":,"form":{}}]}{"seq":,"stage":"reviewing","verifying"'
    b'"supplementing","filing-feedback","handling","result-feedback","confirming","archiving","sent","refused","disputed"'
    b',"alarm_at":"2026-T10:00:00Z"}T16:00:00Z"}\n\x16\n\x08encoding\x12\njson/plain\x12'
)


class DictionaryCodec(PayloadCodec):
    """Compresses every payload; what is not ours passes through unchanged."""

    async def encode(self, payloads: Iterable[Payload]) -> list[Payload]:
        """Compress each payload with its metadata."""
        return [
            Payload(metadata={"encoding": _ENCODING}, data=_deflated(p.SerializeToString())) for p in payloads
        ]

    async def decode(self, payloads: Iterable[Payload]) -> list[Payload]:
        """Restore each payload that this codec has written."""
        return [
            Payload.FromString(_inflated(p.data)) if p.metadata.get("encoding") == _ENCODING else p
            for p in payloads
        ]


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=_DICTIONARY)
    return packer.compress(data) + packer.flush()


def _inflated(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS, zdict=_DICTIONARY)
    return unpacker.decompress(data) + unpacker.flush()


class _JSONPayloadConverter(PydanticJSONPlainPayloadConverter):
    """JSON by Pydantic; what a message leaves at its default is not written, so a default never changes."""

    def to_payload(self, value: Any) -> Payload:
        """Return the value as JSON, in its shortest form."""
        data = _ANYTHING.to_json(value, exclude_unset=True, exclude_defaults=True)
        return Payload(metadata={"encoding": self.encoding.encode()}, data=data)


_ANYTHING = SchemaSerializer(any_schema())
_JSON = _JSONPayloadConverter()
# Made once: the SDK makes a payload converter anew for every task of a workflow.
_CONVERTERS = tuple(
    _JSON if each.encoding == _JSON.encoding else each
    for each in DefaultPayloadConverter.default_encoding_payload_converters
)


class _PydanticPayloadConverter(CompositePayloadConverter):
    """The SDK's converters, with ours for JSON."""

    def __init__(self) -> None:
        super().__init__(*_CONVERTERS)


data_converter = dataclasses.replace(
    DataConverter.default, payload_converter_class=_PydanticPayloadConverter, payload_codec=DictionaryCodec()
)
"""The one converter of client, worker and replayer."""
