-- Note a provider's receipt; forward only. ARGV: delivery, status, error, provider id. Returns the status before, or nil.
local before = advance(ARGV[1], ARGV[2])
if before then
  if ARGV[3] ~= '' then redis.call('HSET', 'delivery:' .. ARGV[1], 'error', ARGV[3]) end
  redis.call('HSETNX', 'delivery:' .. ARGV[1], 'provider_id', ARGV[4])
end
return before
