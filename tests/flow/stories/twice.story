story the same key twice; with other content; two browsers at once
on 2026-04-01 08:30
include prefecture.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
article 47(2)
on 2026-04-10 09:00
田中 applies media-take-out @key=k1 media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-20T17:00 as M1
田中 applies media-take-out @key=k1 media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-20T17:00 as M2
expect same M1 M2
expect matters media-take-out n=1
田中 applies media-take-out @key=k1 media=A-001 perimeter=outside_office exemption=none reason=別の会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-20T17:00
expect refused matter.key_used
伊藤 applies media-take-out @key=k1 media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-20T17:00 as M3
expect no same M1 M3
# A refused request keeps nothing under its key.
田中 applies media-take-out @key=k2 media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00
expect refused form.required field=until
田中 applies media-take-out @key=k2 media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-20T17:00 as M4
佐藤 decides M1 grant @key=d1
佐藤 decides M1 grant @key=d1
expect act M1 decide n=1
佐藤 decides M1 refuse @key=d1 remark=x
expect refused matter.key_used
at once one succeeds else matter.already_answered
  佐藤 decides M3 grant
  佐藤 decides M3 refuse remark=だめ
  佐藤 decides M3 grant
end
expect act M3 decide n=1
