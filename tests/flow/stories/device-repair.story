story 34, 5(1): repaired by an outsider who consented, the data erased or a contract of secrecy beforehand
on 2026-04-01 08:30
include prefecture.town
include devices.town
on 2026-04-10 09:00

# Without the outsider's consent nothing is repaired (5(1)).
article 5(1)
田中 applies device-repair device=PC-1 fault=起動しない where=away from=2026-04-10T09:00 until=2026-04-20T17:00
expect refused form.required field=consent
include consents.town
田中 applies device-repair device=PC-1 fault=起動しない consent=@C1 where=away from=2026-04-10T09:00 until=2026-04-20T17:00 as R1
article 56
expect duty R1 system_manager of system_manager open n=1
article 53(1)
expect duty R1 own_manager of security_manager at P1 open n=1
expect no duty R1 keeping_manager
expect no duty R1 data_treated
佐藤 decides R1 grant
expect state R1 in_review
情野 decides R1 grant
expect state R1 in_force
# 34: not handed over before the data are seen to, and by the system's people.
article 34
田中 takes R1
expect refused kernel.work_first
expect book devices PC-1 kept
田中 carries_out R1 data=erased method=消去ソフト
expect refused matter.not_yours
情野 carries_out R1 data=erased
expect refused form.required field=method
情野 carries_out R1 data=kept why_not=起動しないため
expect refused form.required field=contract
情野 carries_out R1 data=kept why_not=起動しないため contract=秘-3
expect refused form.required field=secrecy
情野 carries_out R1 data=kept why_not=起動しないため contract=秘-3 secrecy=作業室の施錠と持出禁止を確認
expect state R1 in_force
expect page of 佐藤 R1 says 作業室の施錠と持出禁止を確認
田中 takes R1
expect book devices PC-1 repair held by 田中
# Under repair it cannot be taken out, changed hands or scrapped.
田中 applies device-take-out devices=PC-1 perimeter=outside_office reason=会議 content=資料 destination=会議室 from=2026-04-10T10:00 until=2026-04-10T17:00
expect refused matter.entry_not_available field=devices
田中 returns R1
expect state R1 returned closed
expect book devices PC-1 kept

# What holds no data needs no treatment, in the building no permission to leave.
article 34
田中 applies device-repair device=IOT-1 fault=値がずれる consent=@C1 where=here from=2026-04-10T09:00 until=2026-04-11T17:00 as R2
expect no duty R2 own_manager
情野 decides R2 grant
expect no duty R2 data_treated
田中 takes R2
# Beyond its time it is overdue.
article 55
on 2026-04-11 17:00
tick
expect state R2 in_use overdue
田中 returns R2
expect state R2 returned overdue closed

# 50(2): a handheld leaves as a medium does, in writing.
article 47(3)
田中 applies device-repair device=TAB-1 fault=画面割れ consent=@C1 where=away from=2026-04-12T09:00 until=2026-04-20T17:00 as R3
expect duty R3 keeping_manager also=own_manager open n=1
佐藤 decides R3 grant
情野 decides R3 grant
expect paper R3 written_permit
on 2026-04-12 09:00
tick
# The consent ends before the hand-over: nothing leaves any more.
article 5(1)
田中 ends C1 remark=契約を解除した
expect state R3 expired closed
expect no duty R3 data_treated open
田中 takes R3
expect refused matter.gate_lapsed
expect book devices TAB-1 kept
田中 applies device-repair device=TAB-1 fault=画面割れ consent=@C1 where=away from=2026-04-12T09:00 until=2026-04-20T17:00
expect refused matter.gate_closed field=consent
