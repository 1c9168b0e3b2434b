"""Kafka's access list (ACLs), read and written as rights."""

import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
)

from deploy.access.rights import Right
from deploy.local.errors import StackError

PATIENCE = 30.0
"""Seconds that an administrator waits for an answer of Kafka's."""
_USER = "User:"
_ANY: Any = None
_Binding = TypeVar("_Binding", AclBinding, AclBindingFilter)


def found_rights(admin: AdminClient) -> frozenset[Right]:
    """Return everything that stands in the access list, of every region."""
    everything = AclBindingFilter(
        ResourceType.ANY,
        _ANY,
        ResourcePatternType.ANY,
        _ANY,
        _ANY,
        AclOperation.ANY,
        AclPermissionType.ANY,
    )
    bindings = admin.describe_acls(everything, request_timeout=PATIENCE).result(PATIENCE)
    return frozenset(map(_right, bindings))


def add_rights(admin: AdminClient, rights: Iterable[Right]) -> None:
    """Add rights to the list, and return when they hold; those that are there stay as they are."""
    wanted = frozenset(rights)
    bindings = [_binding(right, AclBinding) for right in wanted]
    if bindings:
        for done in admin.create_acls(bindings, request_timeout=PATIENCE).values():
            done.result(PATIENCE)
        wait_until(lambda: wanted <= found_rights(admin))


def remove_rights(admin: AdminClient, rights: Iterable[Right]) -> None:
    """Take rights off the list, and return when they no longer hold."""
    unwanted = frozenset(rights)
    filters = [_binding(right, AclBindingFilter) for right in unwanted]
    if filters:
        for done in admin.delete_acls(filters, request_timeout=PATIENCE).values():
            done.result(PATIENCE)
        wait_until(lambda: not unwanted & found_rights(admin))


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for what Kafka's controller has taken and its brokers are about to hear of."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise StackError(
                f"Kafka took a change of users or rights, and its brokers did not obey it within "
                f"{PATIENCE:.0f} seconds. Look at the brokers' logs, then apply again."
            )
        time.sleep(0.05)


def _right(binding: Any) -> Right:  # noqa: ANN401 - its attributes are typed as anything
    return Right(
        user=str(binding.principal).removeprefix(_USER),
        resource=binding.restype.name.lower(),
        name=str(binding.name),
        operation=binding.operation.name.lower(),
        pattern=binding.resource_pattern_type.name.lower(),
        permission=binding.permission_type.name.lower(),
        host=str(binding.host),
    )


def _binding(right: Right, kind: type[_Binding]) -> _Binding:
    return kind(
        ResourceType[right.resource.upper()],
        right.name,
        ResourcePatternType[right.pattern.upper()],
        _USER + right.user,
        right.host,
        AclOperation[right.operation.upper()],
        AclPermissionType[right.permission.upper()],
    )
