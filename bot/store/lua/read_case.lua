-- One case, open or closed. ARGV: case. Returns {id, contact, body, owner's name and time or '', 1 while it is open}, or nil.
local found = redis.call('HMGET', 'case:' .. ARGV[1], 'contact', 'body', 'owned')
if not found[1] then return nil end
return {ARGV[1], found[1], found[2], found[3] or '', redis.call('ZSCORE', 'cases', ARGV[1]) and 1 or 0}
