story a division head asks for himself: blocked; then by the reading; then by 14(3)
on 2026-04-01 08:30
include prefecture.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
article 14(1)
on 2026-04-10 09:00
佐藤 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-20T17:00 as M1
佐藤 decides M1 grant
expect refused sod.own_application
総務 decides M1 grant
expect refused matter.not_yours
expect inbox of 総務 lacks M1 decide

article 14(3)
佐藤 applies double-role-exception matter=@M1 reason=他にいない no_substitute=課に管理職員が他にいない as X1
佐藤 decides X1 grant
expect refused matter.not_yours
佐藤 decides M1 grant
expect refused sod.own_application
関 decides X1 grant
expect state X1 in_force
expect link X1 amends to M1
佐藤 decides M1 grant
expect state M1 in_force
# It ends with the matter, and helps in no other.
article 14(3)
佐藤 takes M1
佐藤 returns M1
expect state M1 returned closed
expect state X1 expired
佐藤 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-20T17:00 as M2
佐藤 decides M2 grant
expect refused sod.own_application

article 14
on 2026-04-11 09:00
情野 issues reading reading=alternate_decider choice=security_officer ground=x from=2026-04-11T09:00
expect refused matter.may_not_start
関 issues reading reading=alternate_decider choice=nobody ground=x from=2026-04-11T09:00
expect refused form.not_a_choice field=choice
関 issues reading reading=alternate_decider choice=security_officer ground=部局の責任者が代わる from=2026-04-11T09:00 as R1
expect inbox of 総務 has M2 decide
expect inbox of 保坂 lacks M2 decide
佐藤 decides M2 grant
expect refused sod.own_application
総務 decides M2 grant
expect state M2 in_force
expect act M2 decide by 総務 why=alternate:security_officer
