-- What stands beside the audit's entries: {start, head, seals}; the first two are empty where there is none.
local function all(key, ...)
  local found = redis.call('HMGET', key, ...)
  return found[1] and found or {}
end
return {all('audit:start', 'number', 'hash', 'mark'), all('audit:head', 'number', 'hash'),
  redis.call('LRANGE', 'audit:seals', 0, -1)}
