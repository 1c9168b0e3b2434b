"""A form that changes something proves that this site showed it: browsers send passwords along.

A browser that knows the operators' token sends it with whatever a page of another site posts to
us. So a form carries a text that only who knows the token can make, and no other site can read.
"""

import hmac
from hashlib import sha256


def form_seal(token: str, path: str) -> str:
    """Return what a form that posts to this path has to send along as ``seal``."""
    return hmac.new(token.encode(), b"form:" + path.encode(), sha256).hexdigest()


def is_sealed(token: str, path: str, said: str) -> bool:
    """Return whether a form that came to this path was shown by us."""
    return hmac.compare_digest(form_seal(token, path).encode(), said.encode())
