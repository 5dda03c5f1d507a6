story the deputy of 10の2 acts while the manager is absent, and not otherwise
on 2026-04-01 08:30
include prefecture.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
article 10の2(1)
佐藤 issues deputy-designation division=@P1 deputy=@田中 from=2026-04-01T08:30
expect refused form.not_among field=deputy
健田 issues deputy-designation division=@P1 deputy=@鈴木 from=2026-04-01T08:30
expect refused matter.may_not_start
佐藤 issues deputy-designation division=@P1 deputy=@鈴木 from=2026-04-01T08:30 as D1
expect state D1 in_force
expect role 鈴木 deputy_security_manager of P1

article 10の2(2)
on 2026-04-05 09:00
佐藤 issues deputy-designation division=@P1 deputy=@高橋 from=2026-04-05T09:00
expect refused matter.change_needs_ground field=change_ground
expect role 鈴木 deputy_security_manager of P1
佐藤 issues deputy-designation division=@P1 deputy=@高橋 from=2026-04-05T09:00 change_ground=accident as D2
expect state D1 ended
expect state D2 in_force
expect link D2 replaces to D1
expect no role 鈴木 deputy_security_manager of P1
expect role 高橋 deputy_security_manager of P1

article 10の2(3)
on 2026-04-10 09:00
田中 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-20T17:00 as M1
expect inbox of 高橋 lacks M1 decide
高橋 decides M1 grant
expect refused matter.not_yours
absent 佐藤 until=2026-04-13
expect inbox of 高橋 has M1 decide as_deputy
高橋 decides M1 grant
expect state M1 in_force
expect act M1 decide by 高橋 why=deputy_of

on 2026-04-13 09:00
田中 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-13T09:00 until=2026-04-20T17:00 as M2
expect inbox of 高橋 lacks M2 decide
高橋 decides M2 grant
expect refused matter.not_yours
佐藤 decides M2 grant

article 14(1)
# The deputy never decides what he asked for himself.
on 2026-04-15 09:00
absent 佐藤 until=2026-04-17
高橋 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-15T09:00 until=2026-04-20T17:00 as M3
高橋 decides M3 grant
expect refused sod.own_application
