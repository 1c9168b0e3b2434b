"""Of custom resources, the part that the region's chart uses, as closed JSON schemas.

The operators' own definitions are not in any Python package. These were written from them: KEDA
2.22, Strimzi's v1, External Secrets' v1, the Prometheus operator, CloudNativePG 1.30. A field that
is not here is refused, so whoever uses one more looks it up first.
"""

from collections.abc import Mapping
from typing import Any, Final

Schema = Mapping[str, Any]

_TEXT: Final = {"type": "string", "minLength": 1}
_YES_OR_NO: Final = {"type": "boolean"}
_TEXTS: Final = {"type": "object", "additionalProperties": {"type": "string"}}


def _closed(*required: str, **properties: Schema) -> Schema:
    return {
        "type": "object",
        "required": list(required),
        "additionalProperties": False,
        "properties": properties,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "minItems": 1, "items": items}


def _one_of(*words: str) -> Schema:
    return {"enum": list(words)}


def _at_least(least: int) -> Schema:
    return {"type": "integer", "minimum": least}


_NAMED: Final = _closed("name", name=_TEXT)
_AMOUNTS: Final = {"type": "object", "additionalProperties": {"type": ["string", "number"]}}

_KAFKA_TOPIC: Final = _closed(
    "partitions",
    "replicas",
    partitions=_at_least(1),
    replicas=_at_least(1),
    topicName=_TEXT,
    config={"type": "object", "additionalProperties": {"type": ["string", "integer", "boolean"]}},
)

_OPERATIONS: Final = _one_of(
    *("Read", "Write", "Create", "Delete", "Alter", "Describe", "ClusterAction"),
    *("AlterConfigs", "DescribeConfigs", "IdempotentWrite", "All"),
)
_ACL: Final = _closed(
    "resource",
    "operations",
    type=_one_of("allow", "deny"),
    host=_TEXT,
    operations=_list(_OPERATIONS),
    resource=_closed(
        "type",
        type=_one_of("topic", "group", "cluster", "transactionalId"),
        name=_TEXT,
        patternType=_one_of("literal", "prefix"),
    ),
)
_KAFKA_USER: Final = _closed(
    authentication=_closed(
        "type",
        type=_one_of("tls", "tls-external", "scram-sha-512"),
        password=_closed(
            "valueFrom",
            valueFrom=_closed("secretKeyRef", secretKeyRef=_closed("name", name=_TEXT, key=_TEXT)),
        ),
    ),
    authorization=_closed("type", "acls", type=_one_of("simple"), acls=_list(_ACL)),
)

_SCALING: Final = _closed(
    stabilizationWindowSeconds={"type": "integer", "minimum": 0, "maximum": 3600},
    policies=_list(
        _closed(
            *("type", "value", "periodSeconds"),
            type=_one_of("Pods", "Percent"),
            value=_at_least(1),
            periodSeconds={"type": "integer", "minimum": 1, "maximum": 1800},
        )
    ),
)
_KAFKA_TRIGGER: Final = _closed(
    "bootstrapServers",
    "consumerGroup",
    bootstrapServers=_TEXT,
    consumerGroup=_TEXT,
    topic=_TEXT,
    lagThreshold={"type": "string", "pattern": "^[1-9][0-9]*$"},
    offsetResetPolicy=_one_of("earliest", "latest"),
    excludePersistentLag=_one_of("true", "false"),
    sasl=_one_of("none", "plaintext", "scram_sha256", "scram_sha512", "oauthbearer"),
    tls=_one_of("enable", "disable"),
)
_SCALED_OBJECT: Final = _closed(
    "scaleTargetRef",
    "triggers",
    scaleTargetRef=_closed("name", apiVersion=_TEXT, kind=_TEXT, name=_TEXT),
    minReplicaCount=_at_least(0),
    maxReplicaCount=_at_least(1),
    pollingInterval=_at_least(1),
    fallback=_closed(
        *("failureThreshold", "replicas"), failureThreshold=_at_least(1), replicas=_at_least(0)
    ),
    advanced=_closed(
        horizontalPodAutoscalerConfig=_closed(
            behavior=_closed(scaleUp=_SCALING, scaleDown=_SCALING)
        )
    ),
    triggers=_list(
        _closed(
            "type",
            "metadata",
            type=_one_of("kafka"),
            metadata=_KAFKA_TRIGGER,
            authenticationRef=_NAMED,
        )
    ),
)
_TRIGGER_AUTHENTICATION: Final = _closed(
    env=_list(_closed("parameter", "name", parameter=_TEXT, name=_TEXT, containerName=_TEXT)),
    secretTargetRef=_list(
        _closed("parameter", "name", "key", parameter=_TEXT, name=_TEXT, key=_TEXT)
    ),
)

_EXTERNAL_SECRET: Final = _closed(
    refreshInterval=_TEXT,
    secretStoreRef=_closed("name", kind=_one_of("SecretStore", "ClusterSecretStore"), name=_TEXT),
    target=_closed(name=_TEXT, creationPolicy=_one_of("Owner", "Orphan", "Merge", "None")),
    dataFrom=_list(_closed(extract=_closed("key", key=_TEXT))),
)

_POD_MONITOR: Final = _closed(
    "selector",
    "podMetricsEndpoints",
    selector=_closed(
        matchLabels=_TEXTS,
        matchExpressions=_list(
            _closed(
                *("key", "operator"),
                key=_TEXT,
                operator=_one_of("In", "NotIn", "Exists", "DoesNotExist"),
                values=_list(_TEXT),
            )
        ),
    ),
    podMetricsEndpoints=_list(_closed(port=_TEXT, path=_TEXT, interval=_TEXT)),
)

_CLUSTER: Final = _closed(
    "instances",
    "storage",
    instances=_at_least(1),
    imageName=_TEXT,
    storage=_closed(size=_TEXT, storageClass=_TEXT),
    resources=_closed(requests=_AMOUNTS, limits=_AMOUNTS),
    managed=_closed(
        roles=_list(
            _closed(
                "name",
                name=_TEXT,
                ensure=_one_of("present", "absent"),
                login=_YES_OR_NO,
                passwordSecret=_NAMED,
            )
        )
    ),
)
_DATABASE: Final = _closed(
    *("name", "owner", "cluster"),
    name=_TEXT,
    owner=_TEXT,
    cluster=_NAMED,
    ensure=_one_of("present", "absent"),
    databaseReclaimPolicy=_one_of("retain", "delete"),
)

_METADATA: Final = {"type": "object", "required": ["name"]}
_SPECS: Final[Mapping[tuple[str, str], Schema]] = {
    ("kafka.strimzi.io/v1", "KafkaTopic"): _KAFKA_TOPIC,
    ("kafka.strimzi.io/v1", "KafkaUser"): _KAFKA_USER,
    ("keda.sh/v1alpha1", "ScaledObject"): _SCALED_OBJECT,
    ("keda.sh/v1alpha1", "TriggerAuthentication"): _TRIGGER_AUTHENTICATION,
    ("external-secrets.io/v1", "ExternalSecret"): _EXTERNAL_SECRET,
    ("monitoring.coreos.com/v1", "PodMonitor"): _POD_MONITOR,
    ("postgresql.cnpg.io/v1", "Cluster"): _CLUSTER,
    ("postgresql.cnpg.io/v1", "Database"): _DATABASE,
}

CRD_SCHEMAS: Final[Mapping[tuple[str, str], Schema]] = {
    (version, kind): _closed(
        *("apiVersion", "kind", "metadata", "spec"),
        apiVersion={"const": version},
        kind={"const": kind},
        metadata=_METADATA,
        spec=spec,
    )
    for (version, kind), spec in _SPECS.items()
}
"""By API version and kind."""
