story 47(4) lifts article 47, not 53(1)
on 2026-04-01 08:30
include prefecture.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
article 47(4)
on 2026-04-10 09:00
# Inside the prefecture nobody decides; the manager is told, for the book of 55.
田中 applies media-take-out media=A-001 perimeter=outside_building exemption=survey reason=照会の回答 content=回答 destination=保健部 from=2026-04-10T10:00 until=2026-04-11T17:00 as M1
expect state M1 granted
expect no duty M1 media_manager
expect duty M1 told of security_manager at P1 open act=notice n=1
expect no paper M1 written_permit
on 2026-04-10 10:00
tick
expect state M1 in_force
田中 takes M1
expect book media A-001 out held by 田中
佐藤 acknowledges M1
田中 returns M1
expect state M1 returned

article 53(1)
田中 applies media-take-out media=A-001 perimeter=external lent=no exemption=publicity reason=配布 content=広報 destination=町内会 from=2026-04-12T10:00 until=2026-04-13T17:00 as M2
expect state M2 in_review
expect no duty M2 media_manager
expect duty M2 own_manager of security_manager at P1 open n=1
expect duty M2 told of security_manager at P1 open n=1
佐藤 decides M2 grant
expect state M2 granted
expect no paper M2 written_permit
