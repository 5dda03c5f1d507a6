story the assistant of 12 is named, the security division told, and returns media for others
on 2026-04-01 08:30
include prefecture.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
article 12(1)
田中 issues assistant-designation kind=security_assistant division=@P1 assistant=@伊藤 from=2026-04-01T08:30
expect refused matter.may_not_start
佐藤 issues assistant-designation kind=security_assistant division=@P1 from=2026-04-01T08:30
expect refused form.required field=assistant
佐藤 issues assistant-designation kind=security_assistant division=@P1 assistant=@伊藤 from=2026-04-01T08:30 as D1
expect state D1 in_force
expect role 伊藤 security_assistant of P1
expect no role 伊藤 security_assistant of H1
article 10(5)
expect inbox of 情野 has D1 notice
情野 acknowledges D1
expect inbox of 情野 lacks D1 notice
article 55
on 2026-04-10 09:00
田中 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-10T17:00 as M1
佐藤 decides M1 grant
渡辺 takes M1
expect refused matter.not_found
田中 takes M1
on 2026-04-10 16:00
伊藤 returns M1 @happened=2026-04-10T15:30
expect state M1 returned closed
expect act M1 end_use by 伊藤 role=security_assistant happened=2026-04-10T15:30
expect book media A-001 kept
article 12(1)
# The one who named him leaves: the designation goes with the tenure.
on 2026-05-01 08:30
leave 佐藤 P1.head at=2026-05-01
person 新任 in P1.head from=2026-05-01
tick
expect no role 伊藤 security_assistant of P1
# The system manager's assistant.
健田 issues assistant-designation kind=system_assistant info_system=@健康台帳 assistant=@渡辺 from=2026-05-01T08:30 as D2
expect role 渡辺 system_assistant of 健康台帳
佐藤 issues assistant-designation kind=system_assistant info_system=@健康台帳 assistant=@渡辺 from=2026-05-01T08:30
expect refused matter.may_not_start
