-- Note a provider's receipt; forward only. ARGV: delivery, status, error, provider id. Returns the status before, or nil.
local before = advance(ARGV[1], ARGV[2], ARGV[3])
if before then
  if ARGV[3] ~= '' then redis.call('HSET', 'delivery:' .. ARGV[1], 'error', ARGV[3]) end
  local known = redis.call('HMGET', 'delivery:' .. ARGV[1], 'contact', 'provider_id')
  if not known[2] then note_taken(known[1], ARGV[1], ARGV[4]) end
end
return before
