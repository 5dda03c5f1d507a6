story what the text leaves open goes as it is read: who permits media from outside, who grants 14(3), whom the CISO instructs
on 2026-04-01 08:30
include prefecture.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫

article 47(2)
on 2026-04-10 09:00
関 issues reading reading=D050 choice=none ground=媒体を管理する者がいない from=2026-04-10T09:00
田中 applies media-bring-in managed=nobody_here description=USB１本 owner=株式会社 exemption=none reason=納品 content=成果物 from=2026-04-11T10:00 until=2026-04-11T17:00
expect refused matter.reading_needed
on 2026-04-12 09:00
関 issues reading reading=D050 choice=security_manager ground=受け入れる課長が判断する from=2026-04-12T09:00
田中 applies media-bring-in managed=nobody_here description=USB１本 owner=株式会社 exemption=none reason=納品 content=成果物 from=2026-04-13T10:00 until=2026-04-13T17:00 as M1
expect duty M1 receiving_manager of outside_media_decider at P1 open n=1
佐藤 decides M1 grant
expect state M1 granted

article 14(3)
関 issues reading reading=D014 choice=ciso ground=自らが当事者になることがある from=2026-04-12T09:00
佐藤 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-12T10:00 until=2026-04-20T17:00 as M2
佐藤 applies double-role-exception matter=@M2 reason=他にいない no_substitute=課に管理職員が他にいない as X1
関 decides X1 grant
expect refused matter.not_yours
expect inbox of 関 lacks X1 decide
副島 decides X1 grant
expect state X1 in_force
佐藤 decides M2 grant
expect state M2 granted

article 73(5)
副島 issues csirt-designation member=@吉田 from=2026-04-12T09:00
関 issues reading reading=addressee_73_5 choice=csirt ground=報告したのはCSIRTである from=2026-04-12T09:00
渡辺 notices incident source=inside noticed_at=2026-04-12T08:50 what=台帳が暗号化された as M3
健田 reports M3
吉田 assesses M3 is_incident=yes weighty=no grounds=誤操作
吉田 reports M3 @step=told_ciso
吉田 reports M3 @step=cause cause=メール prevention=教育
副島 instructs M3
expect no duty M3 prevention of head_security_officer
expect duty M3 prevention of prevention_addressee open act=carry_out n=1
expect inbox of 吉田 has M3 carry_out
expect inbox of 関 lacks M3 carry_out
吉田 carries_out M3
