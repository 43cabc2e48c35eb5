-- Take a contact out of everybody's hands: the leases of all its lanes. ARGV: contact, lease in ms.
-- Returns the token of each lane, or nil while somebody holds one.
local now = now_ms()
local lanes, tokens = {'turns', 'sends', 'bulk', 'codes'}, {}
for place, lane in ipairs(lanes) do
  local token = lease(lane, ARGV[1], ARGV[2], now)
  if not token then
    for before = 1, place - 1 do release(lanes[before], ARGV[1], now) end
    return nil
  end
  table.insert(tokens, token)
end
return tokens
