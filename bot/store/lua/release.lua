-- Give a lease back without having finished: the contact is due again after a pause.
-- ARGV: lane, contact, token, pause in ms.
if not holds(ARGV[1], ARGV[2], ARGV[3]) then return 0 end
release(ARGV[1], ARGV[2], now_ms() + ARGV[4])
return 1
