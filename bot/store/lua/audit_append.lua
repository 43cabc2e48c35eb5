-- Write one entry into the audit. ARGV: body, mark. Returns its number.
return note_audit(ARGV[1], ARGV[2])
