-- Record how an attempt ended and, in the same step, begin the next delivery.
-- ARGV: lane, contact, token, delivery, lease in ms, what ('done', 'again', 'doubt', 'later' or 'park'), status, provider
-- id, error, repeated ('1' or ''), pause in ms for 'again' and 'doubt' or the time before which not for 'later', case as
-- JSON or '', deliveries that follow from it as JSON or '', seconds to keep, the providers' limits as JSON. 'later' was no
-- attempt, and what lies behind goes on. Those that follow from a parked one ask its reader to write, once a day.
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

-- A receipt, or a late word of who held the lease before, told more while this attempt was made: that is not unsaid. What
-- came back is told of by a receipt, and stays to be decided about until this record is that decision.
local now, before = now_ms(), redis.call('HGET', key, 'status')
local deciding = before == 'returned' and (what == 'again' or what == 'park' or RANK[status] > RANK.returned)
local known = RANK[before] >= RANK.unconfirmed and not deciding
redis.call('HSET', key, 'repeated', ARGV[10])
if not known then
  redis.call('HSET', key, 'error', ARGV[9])
  if ARGV[12] ~= '' then open_case(contact, cjson.decode(ARGV[12]), now) end
  if what == 'again' or what == 'doubt' then
    redis.call('HSET', key, 'status', what == 'doubt' and 'doubtful' or 'queued')
    release(lane, contact, now + ARGV[11])
    return {1}
  end
end

if what == 'later' and not known then
  redis.call('HSET', key, 'status', 'queued', 'not_before', ARGV[11])
  redis.call('HINCRBY', key, 'attempts', -1)
elseif deciding or before ~= 'returned' then
  local follows = ARGV[13] ~= '' and not known
  redis.call('LREM', outbox, 1, id)
  if what == 'park' and not known then
    follows = park(id, ARGV[14]) and follows
  else
    advance(id, status, ARGV[9])
  end
  if follows then queue_deliveries(contact, cjson.decode(ARGV[13]), tonumber(ARGV[14]), now) end
end
local following, due = begin_first(lane, contact, now, cjson.decode(ARGV[15]))
if following then
  keep(lane, contact, ARGV[5], now)
  return {1, unpack(following)}
end
release(lane, contact, due)
return {1}
