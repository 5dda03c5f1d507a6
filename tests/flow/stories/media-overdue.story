story out beyond its time; revoked while out; two permits and one medium
on 2026-04-01 08:30
include prefecture.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
article 55
on 2026-04-10 09:00
田中 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-10T17:00 as M1
佐藤 decides M1 grant
田中 takes M1
on 2026-04-10 17:00
tick
tick
expect state M1 in_use overdue
expect act M1 expire n=1
expect book media A-001 out held by 田中
on 2026-04-11 09:00
田中 returns M1
expect state M1 returned overdue closed
expect book media A-001 kept

# Revoked while it is out: it must still come back.
article 47(2)
田中 applies media-take-out media=A-001 perimeter=outside_office exemption=none standing=yes reason=会議 content=資料 destination=会議室 from=2026-04-11T09:00 until=2026-05-10T17:00 as M2
佐藤 decides M2 grant
田中 takes M2
田中 revokes M2 remark=x
expect refused matter.not_yours
佐藤 revokes M2
expect refused form.required field=remark
佐藤 revokes M2 remark=紛失のおそれ
expect state M2 revoked overdue
expect book media A-001 out held by 田中
田中 takes M2
expect refused matter.not_now
田中 returns M2
expect state M2 revoked closed
expect book media A-001 kept

# Two permits for one medium: the book knows that it is out.
article 46(1)
on 2026-04-12 09:00
田中 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-12T09:00 until=2026-04-20T17:00 as M3
伊藤 applies media-take-out media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-12T09:00 until=2026-04-20T17:00 as M4
佐藤 decides M3 grant
佐藤 decides M4 grant
田中 takes M3
伊藤 takes M4
expect refused matter.entry_not_available
田中 returns M3
伊藤 takes M4
expect book media A-001 out held by 伊藤

# The same number twice in one division's book.
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
expect refused matter.entry_exists field=number
