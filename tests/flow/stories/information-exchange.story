story 79(1) two permit; 79(2) it passes through both, in either order, and one permits
on 2026-04-01 08:30
include prefecture.town
article 79(1)
on 2026-04-10 09:00
田中 applies information-exchange info_system=@健康台帳 lets_work=no party=市町村 disclosed=構成 from=2026-04-11T00:00 until=2026-05-01T00:00 as M1
expect duty M1 both_permit open n=2
expect no duty M1 both_pass_on
expect no duty M1 chief
佐藤 decides M1 grant
expect state M1 in_review
健田 decides M1 grant
expect state M1 granted

article 79(2)
田中 applies information-exchange info_system=@健康台帳 lets_work=no party=国 disclosed=構成 whole_prefecture=yes from=2026-04-11T00:00 until=2026-05-01T00:00 as M2
expect no duty M2 both_permit
expect duty M2 both_pass_on open n=2
expect no duty M2 chief
関 decides M2 grant
expect refused matter.no_duty
佐藤 passes_on M2 grant
expect no duty M2 chief
健田 passes_on M2 grant
expect duty M2 chief of head_security_officer open n=1
関 decides M2 grant
expect state M2 granted

田中 applies information-exchange info_system=@健康台帳 lets_work=no party=国 disclosed=構成 whole_prefecture=yes from=2026-04-11T00:00 until=2026-05-01T00:00 as M3
健田 passes_on M3 grant
expect no duty M3 chief
佐藤 passes_on M3 grant
expect duty M3 chief open n=1
関 decides M3 refuse remark=認められない
expect state M3 refused closed

# The manager of the division is the system's manager too: one person, two roles, asked as both.
健田 applies information-exchange info_system=@メール lets_work=no party=国 disclosed=構成 from=2026-04-11T00:00 until=2026-05-01T00:00 as M4
健田 decides M4 grant
expect refused sod.own_application
情野 decides M4 grant
expect state M4 in_review
