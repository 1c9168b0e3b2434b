"""The engine's SQL. Rows are sorted by key in every statement that locks, so that none deadlock."""

CLAIM = """
INSERT INTO inbox (delivery_id, received_at)
SELECT claimed, $2 FROM unnest($1::uuid[]) AS claimed ORDER BY 1
ON CONFLICT DO NOTHING RETURNING delivery_id
"""

STAGES = """
SELECT EXISTS (SELECT 1 FROM held), s.programme, s.stage, s.canary_offices, s.canary_percent
FROM (SELECT 1) AS one LEFT JOIN stage AS s ON true
"""

HELD_KEYS = """
SELECT DISTINCT ON (h.topic, h.order_key) h.topic, h.order_key, h.waits_for
FROM held AS h JOIN unnest($1::text[], $2::text[]) AS k(topic, order_key)
  ON h.topic = k.topic AND h.order_key = k.order_key
ORDER BY h.topic, h.order_key, h.place DESC
"""

NUMBER = """
INSERT INTO stream_position AS p (topic, key, last)
SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[]) AS x(topic, key, added)
ORDER BY x.topic, x.key
ON CONFLICT (topic, key) DO UPDATE SET last = p.last + EXCLUDED.last
RETURNING p.topic, p.key, p.last
"""

WAKE_RELAY = "SELECT pg_notify('outbox', '')"

_HELD = (
    "delivery_id, topic, order_key, programme, waits_for, code, pointer, value, headers, held_at"
)
_HELD_ARRAYS = (
    "$1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], "
    "$8::text[], $9::bytea[], $10::timestamptz[]"
)

HOLD = f"""
INSERT INTO held ({_HELD})
SELECT {_HELD} FROM unnest({_HELD_ARRAYS}) WITH ORDINALITY AS x({_HELD}, n) ORDER BY n
"""

HOLD_AGAIN = f"""
INSERT INTO held ({_HELD}, place)
SELECT * FROM unnest({_HELD_ARRAYS}, $11::bigint[]) AS x({_HELD}, place)
"""

ONLY_ONE_RELEASES = "SELECT pg_try_advisory_xact_lock(hashtext('inroads-release'))"
"""Two releasers at once could take different facts of one key and apply them out of order."""

TAKE_HELD = f"""
DELETE FROM held WHERE place IN (
  SELECT h.place FROM held AS h
  WHERE h.waits_for = 'stage' AND (h.programme = ANY($1::text[]) OR h.programme = '')
    AND NOT EXISTS (
      SELECT 1 FROM held AS front
      WHERE front.topic = h.topic AND front.order_key = h.order_key AND front.place < h.place
        AND h.order_key <> '' AND (front.waits_for <> 'stage'
          OR (front.programme <> ALL($1::text[]) AND front.programme <> '')))
  ORDER BY h.place LIMIT $2)
RETURNING {_HELD}, place
"""

CHANGE_STAGE = """
INSERT INTO stage (programme, stage, canary_offices, canary_percent) VALUES ($1, $2, $3::text[], $4)
ON CONFLICT (programme) DO UPDATE SET stage = EXCLUDED.stage,
  canary_offices = EXCLUDED.canary_offices, canary_percent = EXCLUDED.canary_percent
"""
