story to the outside: 47(2) and 53(1); one duty when one manager answers for both
on 2026-04-01 08:30
include prefecture.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
健田 writes media-register division=@H1 number=B-001 kind=hdd place=倉庫

article 53(1)
on 2026-04-10 09:00
田中 applies media-take-out media=A-001 perimeter=external lent=no exemption=none reason=説明 content=資料 destination=国 from=2026-04-10T10:00 until=2026-04-11T17:00 as M1
expect duty M1 media_manager of security_manager at P1 open also=own_manager n=1
expect no duty M1 own_manager
佐藤 decides M1 grant
expect state M1 granted
expect paper M1 written_permit

# A medium that another division manages: that division's manager and one's own.
田中 applies media-take-out media=B-001 perimeter=external lent=no exemption=none reason=説明 content=資料 destination=国 from=2026-04-12T10:00 until=2026-04-13T17:00 as M2
expect duty M2 media_manager of security_manager at H1 open n=1
expect duty M2 own_manager of security_manager at P1 open n=1
expect inbox of 健田 has M2 decide
expect inbox of 佐藤 has M2 decide
佐藤 decides M2 grant
expect state M2 in_review
expect no paper M2 written_permit
article 47(2)
健田 decides M2 grant
expect state M2 granted
expect paper M2 written_permit
