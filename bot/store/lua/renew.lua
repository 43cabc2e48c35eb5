-- Renew the leases we still hold. ARGV: lease in ms, then lane, contact, token of each. Returns 1 or 0 for each.
local now = now_ms()
local held = {}
for i = 2, #ARGV, 3 do
  if holds(ARGV[i], ARGV[i + 1], ARGV[i + 2]) then
    keep(ARGV[i], ARGV[i + 1], ARGV[1], now)
    table.insert(held, 1)
  else
    table.insert(held, 0)
  end
end
return held
