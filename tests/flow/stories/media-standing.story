story a standing permit is used again and again; several media of two divisions at once
on 2026-04-01 08:30
include prefecture.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
佐藤 writes media-register division=@P1 number=A-002 kind=usb place=書庫
健田 writes media-register division=@H1 number=B-001 kind=hdd place=倉庫
article 55
on 2026-04-10 09:00
田中 applies media-take-out media=A-001,A-002,B-001 perimeter=outside_building exemption=none standing=yes reason=巡回 content=資料 destination=振興局 from=2026-04-10T09:00 until=2026-06-30T17:00 as M1
expect duty M1 media_manager open n=2
expect duty M1 media_manager of security_manager at P1 open n=1
expect duty M1 media_manager of security_manager at H1 open n=1
佐藤 decides M1 grant
expect state M1 in_review
健田 decides M1 grant
expect state M1 in_force
田中 takes M1 entries=A-001
expect state M1 in_use
expect book media A-001 out held by 田中
expect book media B-001 kept
田中 takes M1 entries=A-001
expect refused kernel.thing_out
田中 takes M1 entries=B-001
田中 returns M1
expect state M1 in_force
expect book media A-001 kept
expect book media B-001 kept
advance 7 days
田中 takes M1
expect book media A-002 out held by 田中
田中 returns M1 entries=A-001
expect state M1 in_use
田中 returns M1 entries=A-001
expect refused kernel.thing_not_out
田中 returns M1
expect state M1 in_force
on 2026-06-30 17:00
tick
expect state M1 expired closed
田中 takes M1
expect refused kernel.after_end

article 47(2)
# Once each: what has come back does not leave again.
田中 applies media-take-out media=A-001,A-002 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-07-01T09:00 until=2026-07-31T17:00 as M2
佐藤 decides M2 grant
on 2026-07-01 09:00
tick
田中 takes M2 entries=A-001
田中 returns M2
expect state M2 in_force
田中 takes M2 entries=A-001
expect refused kernel.thing_used
田中 takes M2
田中 returns M2
expect state M2 returned closed
