-- Whose is it? KEYS: look-ups by keyed hash. Returns the first contact that one of them names, or nil.
for _, key in ipairs(KEYS) do
  local contact = redis.call('GET', key)
  if contact then return contact end
end
return nil
