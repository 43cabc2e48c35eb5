-- Record how an attempt ended and, in the same step, begin the next delivery.
-- ARGV: contact, token, delivery, lease in ms, what ('done', 'again' or 'doubt'), status, provider id, error,
-- repeated ('1' or ''), pause in ms for 'again' and 'doubt', case as JSON or ''.
-- Returns {1} or {1, next as in claim_sends}; {0} when the lease is no longer ours (only a sent status is then noted).
local contact, token, id = ARGV[1], ARGV[2], ARGV[3]
local outbox, key = 'outbox:' .. contact, 'delivery:' .. ARGV[3]
local ours = holds('sends', contact, token) and redis.call('LINDEX', outbox, 0) == id

if ARGV[7] ~= '' then redis.call('HSET', key, 'provider_id', ARGV[7]) end
if not ours then
  if ARGV[6] == 'sent' then advance(id, 'sent') end
  return {0}
end

local now = now_ms()
redis.call('HSET', key, 'error', ARGV[8], 'repeated', ARGV[9])
if ARGV[11] ~= '' then open_case(contact, cjson.decode(ARGV[11]), now) end
if ARGV[5] ~= 'done' then
  redis.call('HSET', key, 'status', ARGV[5] == 'doubt' and 'doubtful' or 'queued')
  release('sends', contact, now + ARGV[10])
  return {1}
end
advance(id, ARGV[6])
redis.call('LPOP', outbox)
local following = begin_first(contact, now)
if following then
  keep('sends', contact, ARGV[4], now)
  return {1, unpack(following)}
end
release('sends', contact, nil)
return {1}
