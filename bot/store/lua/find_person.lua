-- A person with what is known of them. KEYS: look-ups by keyed hash. ARGV: contact, '' where a look-up names it.
-- Returns {record, {orders}}, or nil where nobody is known by that.
local contact = ARGV[1] ~= '' and ARGV[1] or nil
for _, key in ipairs(KEYS) do contact = contact or redis.call('GET', key) or nil end
local record = contact and redis.call('HGET', 'contact:' .. contact, 'contact')
if not record then return nil end
return {record, redis.call('HVALS', 'orders:' .. contact)}
