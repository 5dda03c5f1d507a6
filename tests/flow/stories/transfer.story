story on 1 April another sits in the post; an order that arrives late changes nothing done
on 2026-03-20 08:30
include prefecture.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
article 10(2)
on 2026-03-30 09:00
田中 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-02T09:00 until=2026-04-20T17:00 as M1
leave 佐藤 P1.head at=2026-04-01
hold 佐藤 H1.staff regular from=2026-04-01
person 新井
hold 新井 P1.head regular from=2026-04-01
expect inbox of 佐藤 has M1 decide
expect inbox of 新井 lacks M1 decide
on 2026-04-01 08:30
expect inbox of 佐藤 lacks M1 decide
expect inbox of 新井 has M1 decide
佐藤 decides M1 grant
expect refused matter.not_found
新井 decides M1 grant
expect state M1 granted

# The order of 10 April arrives on the 20th: who decided on the 15th stays, and it is shown.
on 2026-04-15 09:00
田中 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-15T09:00 until=2026-04-30T17:00 as M2
新井 decides M2 grant
expect no page of 田中 M2 says 後から登録
on 2026-04-20 09:00
leave 新井 P1.head at=2026-04-10
hold 新井 H1.staff regular from=2026-04-10
person 後藤
hold 後藤 P1.head regular from=2026-04-10
expect state M2 in_force
expect act M2 decide by 新井 role=security_manager
expect page of 田中 M2 says 後から登録
田中 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-20T09:00 until=2026-04-30T17:00 as M3
expect inbox of 後藤 has M3 decide
expect inbox of 新井 lacks M3 decide
