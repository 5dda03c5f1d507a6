story refused; sent back and asked again; withdrawn
on 2026-04-01 08:30
include prefecture.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
健田 writes media-register division=@H1 number=B-001 kind=usb place=書庫
article 47(2)
on 2026-04-10 09:00
田中 applies media-take-out media=A-001 perimeter=external lent=no exemption=none reason=会議 content=資料 destination=国 from=2026-04-10T10:00 until=2026-04-11T17:00 as M1
佐藤 decides M1 refuse
expect refused matter.reason_needed field=remark
佐藤 decides M1 refuse remark=必要が認められない
expect state M1 refused closed
expect page of 田中 M1 says 必要が認められない
expect no paper M1 written_permit
田中 takes M1
expect refused matter.not_now

# Sent back: asked anew, for less, with another form; the other division's duty falls away.
田中 applies media-take-out media=A-001,B-001 perimeter=external lent=no exemption=none reason=会議 content=資料 destination=国 from=2026-04-10T10:00 until=2026-04-11T17:00 as M2
expect duty M2 media_manager n=2
健田 decides M2 send_back remark=Bは使用中
expect state M2 sent_back
expect duty M2 media_manager dropped n=1
expect inbox of 佐藤 lacks M2 decide
佐藤 decides M2 grant
expect refused matter.already_answered
伊藤 resubmits M2 media=A-001
expect refused matter.not_found
田中 resubmits M2 media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T10:00 until=2026-04-11T17:00
expect state M2 in_review
expect duty M2 media_manager of security_manager at P1 open n=1
expect no duty M2 media_manager at H1 open
expect no page of 田中 M2 says B-001
佐藤 decides M2 grant
expect state M2 granted
expect no paper M2 written_permit

田中 applies media-take-out media=A-001 perimeter=external lent=no exemption=none reason=会議 content=資料 destination=国 from=2026-04-12T10:00 until=2026-04-13T17:00 as M3
佐藤 withdraws M3
expect refused matter.not_yours
田中 withdraws M3
expect state M3 withdrawn closed
expect inbox of 佐藤 lacks M3 decide
佐藤 decides M3 grant
expect refused matter.already_answered
