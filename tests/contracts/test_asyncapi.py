from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from deploy.catalogue.parties import SERVICES, parties
from deploy.catalogue.rendering import stale
from shared.contracts.catalogue import FACTS
from shared.contracts.frozen import FOLDER, Frozen
from shared.contracts.streams import POLICIES, Stream
from tests.contracts.node_packages import run_script

DOCUMENTS = sorted((FOLDER / "asyncapi").glob("*.json"))
Json = dict[str, Any]


def load(name: str) -> Json:
    document: Json = orjson.loads((FOLDER / "asyncapi" / f"{name}.json").read_bytes())
    return document


def test_documents_and_catalogue_say_what_the_code_says() -> None:
    assert stale() == []


def test_there_is_a_document_for_every_service_for_senders_and_for_all() -> None:
    assert {file.stem for file in DOCUMENTS} == {*SERVICES, "senders", "all"}


def test_asyncapis_own_parser_finds_no_error() -> None:
    results = run_script("parse_documents.cjs", *DOCUMENTS)
    assert [result["errors"] for result in results] == [[]] * len(DOCUMENTS)
    everything = next(result for result in results if result["file"].endswith("all.json"))
    assert everything["messages"] == len(FACTS)


def test_asyncapis_own_parser_would_find_a_message_on_the_wrong_channel(tmp_path: Path) -> None:
    document = load("matching")
    operation = document["operations"]["matching.hear.offers"]
    operation["messages"] = [{"$ref": "#/channels/referrals/messages/ReferralAccepted"}]
    broken = tmp_path / "broken.json"
    broken.write_bytes(orjson.dumps(document))
    (result,) = run_script("parse_documents.cjs", broken)
    assert "does not belong to the specified channel" in result["errors"][0]["message"]


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.stem)
def test_examples_fit_their_messages_headers_and_payload(file: Path) -> None:
    components = load(file.stem)["components"]
    headers = Draft202012Validator(
        components["schemas"]["CloudEventHeaders"], format_checker=FormatChecker()
    )
    for message in components["messages"].values():
        payload = Draft202012Validator(message["payload"], format_checker=FormatChecker())
        assert len(message["examples"]) >= 2
        for example in message["examples"]:
            headers.validate(example["headers"])
            payload.validate(example["payload"])
            assert example["headers"]["ce_type"] == message["name"]


def test_the_merged_document_has_every_topic_with_its_partitions_and_retention() -> None:
    channels = load("all")["channels"]
    for stream in set(Stream) - {Stream.DEAD_LETTERS}:
        channel, policy = channels[stream.value], POLICIES[stream]
        kafka = channel["bindings"]["kafka"]
        assert channel["address"] == f"{{region}}.{stream.value}"
        assert kafka["partitions"] == policy.partitions
        kept = kafka["topicConfiguration"].get("retention.ms")
        assert kept == (policy.retention_days and policy.retention_days * 86_400_000)
    for service in SERVICES:
        letters = channels[f"{service}.dead-letters"]
        assert letters["address"] == f"{{region}}.{service}.dead-letters"


@pytest.mark.parametrize("service", SERVICES)
def test_a_services_document_says_what_its_table_hears(service: str) -> None:
    document = load(service)
    party = next(party for party in parties() if party.name == service)
    heard = {
        message["$ref"].rsplit("/", 1)[1]
        for operation in document["operations"].values()
        if operation["action"] == "receive"
        for message in operation["messages"]
    }
    assert heard == {fact.__name__ for fact in party.hears}
    groups = {
        operation["bindings"]["kafka"]["groupId"]["pattern"]
        for operation in document["operations"].values()
        if operation["action"] == "receive"
    }
    assert len(groups) == 1
    assert groups.pop().endswith(rf"\.{service}$")


def test_a_message_carries_its_schema_key_readers_and_class_of_data() -> None:
    message = load("all")["components"]["messages"]["ReferralAccepted"]
    schema = Frozen().latest(message["name"])
    assert schema is not None
    assert message["payload"]["properties"] == schema[1]["properties"]
    assert message["bindings"]["kafka"]["key"]["format"] == "uuid"
    assert "matching" in message["x-readers"]
    assert message["x-publishers"] == ["referrals"]
    assert message["x-dataclass"] == "pseudonymous"
    assert (FOLDER / "asyncapi" / message["x-schema"]).is_file()
