"""What a reader is told when there is no question to answer: what is so, and what to do next."""

from dataclasses import dataclass
from typing import Final

from services.matching.web.proposals import Shown

_REPLY: Final = "reply to the email that the link came with"


@dataclass(frozen=True, slots=True)
class Notice:
    """A page of a few sentences; ``done`` marks what the reader has just brought about."""

    status: int
    title: str
    sentences: tuple[str, ...]
    done: bool = False


STANDINGS: Final[dict[Shown, Notice]] = {
    "accepted": Notice(
        200,
        "You said yes",
        (
            "Thank you for being ready to help.",
            "We check once more that everything is in place for the two of you.",
            "Your organisation then tells you how you will meet.",
            "If you change your mind, tell your organisation as soon as you can.",
        ),
        done=True,
    ),
    "matched": Notice(
        200,
        "You said yes, and you are matched",
        (
            "Thank you. Your organisation tells you how you will meet.",
            "If you cannot go on, tell your organisation as soon as you can.",
        ),
        done=True,
    ),
    "declined": Notice(
        200,
        "You said no",
        (
            "Thank you for telling us. You will not be asked about this young person again.",
            "Your place is free, and we may ask you about somebody else.",
            "If this was a mistake, tell your organisation.",
        ),
        done=True,
    ),
    "overtaken": Notice(
        200,
        "Another mentor said yes first",
        (
            "This young person has a mentor now. Thank you for being ready to help.",
            "Your place is free, and we will ask you again when somebody fits.",
            "You do not need to do anything.",
        ),
    ),
    "expired": Notice(
        410,
        "The time to answer is over",
        (
            "The place that was held has been given back. An answer that you gave in time counts.",
            "You do not need to do anything. We will ask you again when somebody fits.",
            f"If you have a question, {_REPLY}.",
        ),
    ),
    "closed": Notice(
        200,
        "This is no longer open",
        (
            "Something changed since we wrote to you, and an answer is no longer needed.",
            "Your place is free, unless you paused. We will ask you again when somebody fits.",
            f"If you have a question, {_REPLY}.",
        ),
    ),
    "ended": Notice(
        200,
        "This match is over",
        (
            "The two of you are no longer matched, and there is nothing to answer.",
            "If you did not know that, ask your organisation.",
        ),
    ),
    "paused": Notice(
        503,
        "Answers are not taken at the moment",
        (
            "The programme is paused. Nothing was changed, and your place is still held.",
            f"Open the link again later. If that does not help, {_REPLY}.",
        ),
    ),
}
"""Everything but the open question, by how the proposal stands."""

BROKEN_LINK: Final = Notice(
    404,
    "This link does not work",
    (
        "It is not complete, or it was changed on its way. Nothing was changed by opening it.",
        "Open the link from the email again.",
        "If it stands there on two lines, copy both into the address bar, without a space.",
        f"If that does not help, {_REPLY}.",
    ),
)
NOT_KNOWN_YET: Final = Notice(
    404,
    "We cannot find this yet",
    (
        "The link is right, but what it leads to has not arrived here. Nothing was changed.",
        f"Open it again in a few minutes. If that does not help, {_REPLY}.",
    ),
)
OUT_OF_ORDER: Final = Notice(
    503,
    "Sorry, there is a problem with the service",
    (
        "We could not look up or keep your answer just now. Nothing that you did before is lost.",
        "Open the link again in a few minutes. It shows whether your answer was kept.",
        f"If that does not help, {_REPLY}.",
    ),
)
PROGRAMME_CLOSED: Final = Notice(
    503,
    "The programme is paused",
    (
        "While it is, no run is made, published or discarded. Nothing was changed.",
        "Try again when the programme is open.",
        "A run that waits too long expires, and the next one looks at everybody anew.",
    ),
)
BY_STATUS: Final = {
    notice.status: notice
    for notice in (
        OUT_OF_ORDER,
        Notice(
            404,
            "Page not found",
            (
                "If you typed the address, check that it is correct.",
                "If you pasted it, check that you copied all of it.",
            ),
        ),
        Notice(
            401,
            "You need to sign in",
            ("Reload the page, and give the operators' token as the password. Any name will do.",),
        ),
        Notice(
            403,
            "This form did not come from this site",
            ("Nothing was changed. Open the run again, and use the button on its page.",),
        ),
        Notice(
            405,
            "This page cannot be used like that",
            ("Open the link from the email again, and answer with the buttons on the page.",),
        ),
        Notice(
            413,
            "What was sent is too long",
            ("Open the link from the email again, and answer with the buttons on the page.",),
        ),
    )
}
