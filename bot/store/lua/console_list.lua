-- An operator's sessions. KEYS: their sessions. Returns {{key, when it was opened in ms, how long it still lasts unused in
-- ms}, ...}; what is over is forgotten.
local found = {}
for _, key in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  local opened = redis.call('HGET', key, 'opened')
  if opened then table.insert(found, {key, opened, redis.call('PTTL', key)}) else redis.call('SREM', KEYS[1], key) end
end
return found
