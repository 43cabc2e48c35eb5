-- Record how an attempt ended and, in the same step, begin the next delivery.
-- ARGV: lane, contact, token, delivery, lease in ms, what ('done', 'again', 'doubt' or 'later'), status, provider id,
-- error, repeated ('1' or ''), pause in ms for 'again' and 'doubt' or the time before which not for 'later', case as JSON
-- or ''. 'later' was no attempt, and what lies behind goes on.
-- Returns {1} or {1, next as in claim_sends}; {0} when the lease is no longer ours (only a sent status is then noted).
local lane, contact, id = ARGV[1], ARGV[2], ARGV[4]
local what, status, provider_id = ARGV[6], ARGV[7], ARGV[8]
local outbox, key = outbox_of(lane, contact), 'delivery:' .. id
local ours = holds(lane, contact, ARGV[3]) and redis.call('LPOS', outbox, id)

if provider_id ~= '' and redis.call('EXISTS', key) == 1 then note_taken(contact, id, provider_id) end
if not ours then
  if status == 'sent' then advance(id, 'sent') end
  return {0}
end

-- A receipt, or a late word of who held the lease before, settled it while this attempt was made: that is not unsaid.
local now = now_ms()
local settled = RANK[redis.call('HGET', key, 'status')] >= RANK.unconfirmed
redis.call('HSET', key, 'error', ARGV[9], 'repeated', ARGV[10])
if ARGV[12] ~= '' and not settled then open_case(contact, cjson.decode(ARGV[12]), now) end
if (what == 'again' or what == 'doubt') and not settled then
  redis.call('HSET', key, 'status', what == 'doubt' and 'doubtful' or 'queued')
  release(lane, contact, now + ARGV[11])
  return {1}
end
if what == 'later' and not settled then
  redis.call('HSET', key, 'status', 'queued', 'not_before', ARGV[11])
  redis.call('HINCRBY', key, 'attempts', -1)
else
  advance(id, status)
  redis.call('LREM', outbox, 1, id)
end
local following, due = begin_first(lane, contact, now)
if following then
  keep(lane, contact, ARGV[5], now)
  return {1, unpack(following)}
end
release(lane, contact, due)
return {1}
