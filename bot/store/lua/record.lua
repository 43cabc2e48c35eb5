-- Record how an attempt ended and, in the same step, begin the next delivery.
-- ARGV: lane, contact, token, delivery, lease in ms, what ('done', 'again', 'doubt' or 'park'), status, provider id,
-- error, repeated ('1' or ''), pause in ms for 'again' and 'doubt', case as JSON or '', deliveries that follow from it as
-- JSON or '', seconds to keep, the providers' limits as JSON. Those that follow from a parked one ask its reader to write, once a day.
-- Returns {1} or {1, next as in claim_sends}; {0} when the lease is no longer ours (only a sent status is then noted).
local lane, contact, id = ARGV[1], ARGV[2], ARGV[4]
local what, status, provider_id = ARGV[6], ARGV[7], ARGV[8]
local outbox, key = outbox_of(lane, contact), 'delivery:' .. id
local ours = holds(lane, contact, ARGV[3]) and redis.call('LINDEX', outbox, 0) == id

if provider_id ~= '' and redis.call('EXISTS', key) == 1 then note_taken(contact, id, provider_id) end
if not ours then
  if status == 'sent' then advance(id, 'sent') end
  return {0}
end

local now = now_ms()
redis.call('HSET', key, 'error', ARGV[9], 'repeated', ARGV[10])
if ARGV[12] ~= '' then open_case(contact, cjson.decode(ARGV[12]), now) end
if what == 'again' or what == 'doubt' then
  local known = redis.call('HGET', key, 'status') == 'returned' and what == 'doubt' -- a receipt was faster
  if not known then redis.call('HSET', key, 'status', what == 'doubt' and 'doubtful' or 'queued') end
  release(lane, contact, now + ARGV[11])
  return {1}
end
redis.call('LPOP', outbox)
local follows = ARGV[13] ~= ''
if what == 'park' then
  follows = park(id, ARGV[14]) and follows
elseif advance(id, status) == 'returned' and RANK[status] < RANK.returned then
  bring_back(id, now) -- a receipt was faster here as well
end
if follows then queue_deliveries(contact, cjson.decode(ARGV[13]), tonumber(ARGV[14]), now) end
local following, wait = begin_first(lane, contact, now, cjson.decode(ARGV[15]))
if following then
  keep(lane, contact, ARGV[5], now)
  return {1, unpack(following)}
end
release(lane, contact, wait and now + wait or nil)
return {1}
