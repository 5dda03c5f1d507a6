story 54, 55: equipment that was not issued is used with the system manager's permission, or not at all
on 2026-04-01 08:30
include prefecture.town
include devices.town
on 2026-04-10 09:00
article 54(2)
田中 applies outside-device exemption=none description=私物ノート owner=田中 info_system=@メール reason=故障中 content=資料 safety=no from=2026-04-10T09:00 until=2026-04-12T17:00
expect refused form.must_be_yes field=safety
田中 applies outside-device exemption=none description=私物ノート owner=田中 info_system=@メール reason=故障中 content=資料 from=2026-04-10T09:00 until=2026-04-12T17:00
expect refused form.required field=safety
田中 applies outside-device exemption=none description=私物ノート owner=田中 info_system=@メール reason=故障中 content=資料 safety=yes standing=yes from=2026-04-10T09:00 until=2026-04-12T17:00 as O1
expect duty O1 decided of system_manager open n=1
佐藤 decides O1 grant
expect refused matter.not_yours
田中 takes O1
expect refused matter.not_now
情野 decides O1 grant
expect state O1 in_force
article 55
田中 takes O1
expect state O1 in_use
expect duty O1 told of security_manager at P1 open

# 63, 102(7): to a network only under that permit (D063); when it is revoked, so is the rest.
article 63
田中 applies network-connection network=inner name=庁内 place=執務室 reason=代替 from=2026-04-10T09:00
expect refused form.required field=devices
田中 applies network-connection network=inner name=庁内 outside=@O1 place=執務室 reason=代替 from=2026-04-10T09:00 as N1
expect no duty N1 system_manager
関 decides N1 grant
expect state N1 in_force
article 102(7)
田中 applies mobile-connection origin=brought_in outside=@O1 checked_at=2026-04-10T08:50 malware=yes malware_how=全検査 patches=適用済み from=2026-04-10T09:00 until=2026-04-11T17:00 as B1
佐藤 decides B1 grant
expect state B1 in_force
article 54(2)
情野 revokes O1 remark=感染の疑い
expect state O1 revoked overdue
expect state N1 expired closed
expect state B1 expired closed
田中 returns O1
佐藤 acknowledges O1
expect state O1 revoked closed
田中 applies network-connection network=inner name=庁内 outside=@O1 place=執務室 reason=代替 from=2026-04-10T09:00
expect refused matter.gate_closed field=outside

# Beyond its time it is overdue.
article 55
田中 applies outside-device exemption=none description=測定器 owner=丙社 info_system=@メール reason=測定 content=なし safety=yes from=2026-04-10T09:00 until=2026-04-11T17:00 as O2
情野 decides O2 grant
田中 takes O2
on 2026-04-11 17:00
tick
expect state O2 in_use overdue
田中 returns O2
expect state O2 returned overdue

# 54(3): what a contractor needs for a breach is free of 54(1) and (2), and still recorded.
article 54(3)
田中 applies outside-device exemption=breach description=解析装置 owner=丙社 info_system=@メール reason=解析 content=ログ from=2026-04-11T09:00 until=2026-04-20T17:00
expect refused form.required field=incident
田中 notices incident source=inside noticed_at=2026-04-11T08:00 what=不審な通信 as I1
田中 applies outside-device exemption=breach incident=@I1 description=解析装置 owner=丙社 info_system=@メール reason=解析 content=ログ from=2026-04-11T17:00 until=2026-04-20T17:00 as O3
expect state O3 in_force
expect no duty O3 decided
expect duty O3 told of security_manager at P1 open
# 14(1): the system manager's own machine.
article 14(1)
情野 applies outside-device exemption=none description=私物 owner=情野 info_system=@メール reason=試験 content=なし safety=yes from=2026-04-11T18:00 until=2026-04-12T17:00 as O4
情野 decides O4 grant
expect refused sod.own_application
