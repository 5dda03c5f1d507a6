story another building: the same decider, but in writing
on 2026-04-01 08:30
include prefecture.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
article 47(3)
on 2026-04-10 09:00
田中 applies media-take-out media=A-001 perimeter=outside_building exemption=none reason=会議 content=資料 destination=保健部 from=2026-04-10T10:00 until=2026-04-11T17:00 as M1
expect duty M1 media_manager of security_manager at P1 open n=1
expect no duty M1 own_manager
expect no paper M1 written_permit
佐藤 decides M1 grant remark=よい
expect paper M1 written_permit
expect page of 田中 M1 says よい
expect period M1 from=2026-04-10T10:00 until=2026-04-11T17:00
