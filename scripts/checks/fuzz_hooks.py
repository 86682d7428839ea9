"""What Schemathesis cannot know of this service by itself."""

from __future__ import annotations

import schemathesis

SHAPE = {
    "required",
    "unknown_field",
    "wrong_type",
    "not_in_list",
    "too_short",
    "too_long",
    "too_few_items",
    "too_many_items",
    "repeated_items",
    "too_small",
    "too_large",
    "format",
    "date_format",
    "timestamp_format",
    "id_format",
    "control_characters",
    "shape",
    "header_format",
    "unknown_parameter",
    "repeated_parameter",
}
"""Codes of faults that the document's schemas already rule out."""

BEYOND_SCHEMAS = {"invalid_cursor", "cursor_expired", "idempotency_key_reused"}
"""What no schema can tell: a cursor is sealed, and a forged one is 400; a key may have served for another request."""


@schemathesis.check
def valid_data_is_refused_for_its_meaning_only(ctx, response, case) -> None:
    """Data that fits the document may be refused for what it means, never for its shape."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or response.status_code not in (400, 422):
        return
    problem = response.json()
    # OAuth's own body (RFC 6749 5.2) has one code and no places.
    if "error" in problem or problem.get("code") in BEYOND_SCHEMAS:
        return
    faults = problem.get("errors", [])
    shapes = [fault for fault in faults if fault["code"] in SHAPE]
    assert faults and not shapes, f"valid data is refused: {problem.get('code')} {shapes}"
