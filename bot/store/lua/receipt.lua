-- Note a provider's receipt; forward only. ARGV: delivery, status, error, provider id. Returns the status before, or nil.
-- What the provider took and could not deliver comes back, once for each of its ids: the attendant decides what follows.
local id, status, error, provider_id = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local key = 'delivery:' .. id
local back = status == 'failed'
if back and redis.call('HGET', key, 'returned_as') == provider_id then return redis.call('HGET', key, 'status') end
local known = redis.call('HMGET', key, 'contact', 'provider_id')
if known[1] and not known[2] then note_taken(known[1], id, provider_id) end
local before = advance(id, back and 'returned' or status, error)
if before then
  if error ~= '' then redis.call('HSET', key, 'error', error) end
  if back and RANK[before] < RANK.returned then
    redis.call('HSET', key, 'returned_as', provider_id)
    bring_back(id, now_ms())
  end
end
return before
