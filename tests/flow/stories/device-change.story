story 56, 94: changed with the system manager's permission, and written down when it is done
on 2026-04-01 08:30
include prefecture.town
include consents.town
include devices.town
on 2026-04-10 09:00
article 94(1)
田中 applies device-change devices=PC-1 what=add details=メモリ16GB reason=動作が遅い by=own from=2026-04-10T09:00 until=2026-04-17T17:00 as M1
expect duty M1 decided of system_manager open n=1
expect no duty M1 done
article 56
佐藤 decides M1 grant
expect refused matter.not_yours
田中 carries_out M1 done_at=2026-04-10T09:00 configuration=32GB
expect refused matter.no_duty
情野 decides M1 grant
expect state M1 in_force
article 94(2)
伊藤 carries_out M1 done_at=2026-04-10T09:00 configuration=32GB
expect refused matter.not_found
on 2026-04-10 15:00
田中 carries_out M1 done_at=2026-04-10T14:00
expect refused form.required field=configuration
田中 carries_out M1 done_at=2026-04-10T16:00 configuration=32GB
expect refused form.not_yet field=done_at
田中 carries_out M1 done_at=2026-04-10T14:00 configuration=メモリ32GB
expect state M1 done closed
expect book devices PC-1 kept

# Taken off a network: the configuration stays.
article 56
田中 applies device-change devices=PC-1,PC-2 what=disconnect details=LANから外す reason=保管 by=own from=2026-04-11T09:00 until=2026-04-17T17:00 as M2
expect duty M2 decided of system_manager n=1 open
情野 decides M2 grant
expect state M2 granted
田中 carries_out M2 done_at=2026-04-10T15:00
expect refused kernel.waits
on 2026-04-11 09:00
tick
田中 carries_out M2 done_at=2026-04-11T09:00
expect state M2 done closed

# Two systems: the manager of each; one refuses.
article 56
渡辺 applies device-change devices=SV-1,PC-1 what=exchange details=ディスク交換 reason=故障 by=own from=2026-04-12T09:00 until=2026-04-17T17:00 as M3
expect duty M3 decided of system_manager n=2 open
健田 decides M3 grant
expect state M3 in_review
情野 decides M3 refuse remark=PC-1は対象外
expect state M3 refused closed

# An outsider does it: not without the consent (5(1)); when the consent ends, so does the permit.
article 5(1)
田中 applies device-change devices=PC-1 what=exchange details=電池交換 reason=劣化 by=outsider from=2026-04-12T09:00 until=2026-04-30T17:00
expect refused form.required field=consent
田中 applies device-change devices=PC-1 what=exchange details=電池交換 reason=劣化 by=outsider consent=@C1 from=2026-04-12T09:00 until=2026-04-30T17:00 as M4
情野 decides M4 grant
on 2026-04-12 09:00
tick
expect state M4 in_force
田中 ends C1 remark=契約を解除した
expect state C1 ended
expect state M4 expired closed
expect no duty M4 done open

# 14(1), D042: the system manager is H1's security manager too, and asks for his own server.
article 14(1)
健田 applies device-change devices=SV-1 what=add details=メモリ reason=性能 by=own from=2026-04-12T09:00 until=2026-04-30T17:00 as M5
健田 decides M5 grant
expect refused sod.own_application
expect inbox of 保坂 lacks M5 decide
# Not done in time: the permission is over, nothing may be done under it.
article 94(1)
田中 applies device-change devices=PC-2 what=add details=増設 reason=必要 by=own from=2026-04-12T09:00 until=2026-04-13T17:00 as M6
情野 decides M6 grant
on 2026-04-13 17:00
tick
expect state M6 expired closed
田中 carries_out M6 done_at=2026-04-13T10:00 configuration=増設
expect refused matter.already_answered
