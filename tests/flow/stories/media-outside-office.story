story a USB stick leaves the room, is used, and comes back
on 2026-04-01 08:30
include prefecture.town
article 46(1)
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫 encrypted=yes
expect book media A-001 kept

article 47(2)
on 2026-04-10 09:00
田中 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=３階会議室 from=2026-04-10T10:00 until=2026-04-10T17:00 as M1
expect state M1 in_review
expect duty M1 media_manager of security_manager at P1 open n=1
expect inbox of 佐藤 has M1 decide
expect inbox of 健田 lacks M1 decide
expect inbox of 田中 lacks M1 decide
expect sees 田中 M1
expect no sees 渡辺 M1
渡辺 decides M1 grant
expect refused matter.not_found
田中 takes M1
expect refused matter.not_now
佐藤 decides M1 grant
expect state M1 granted
expect inbox of 佐藤 lacks M1 decide
佐藤 decides M1 grant
expect refused matter.already_answered

article 55
on 2026-04-10 10:00
tick
expect state M1 in_force
expect no paper M1 written_permit
田中 takes M1
expect state M1 in_use
expect book media A-001 out held by 田中
article 47(2)
伊藤 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=３階会議室 from=2026-04-10T11:00 until=2026-04-10T17:00
expect refused matter.entry_not_available field=media
article 55
on 2026-04-10 15:00
田中 returns M1
expect state M1 returned closed on_time
expect book media A-001 kept
