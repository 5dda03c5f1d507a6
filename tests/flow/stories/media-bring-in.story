story media come in: another division's own, and a company's
on 2026-04-01 08:30
include prefecture.town
健田 writes media-register division=@H1 number=B-001 kind=usb place=書庫
article 47(2)
on 2026-04-10 09:00
田中 applies media-bring-in managed=division exemption=none reason=会議 content=資料 from=2026-04-10T10:00 until=2026-04-10T17:00
expect refused form.required field=media
田中 applies media-bring-in managed=division media=B-001 crosses_building=yes exemption=none reason=会議 content=資料 from=2026-04-10T10:00 until=2026-04-10T17:00 as M1
expect duty M1 media_manager of security_manager at H1 open n=1
expect no duty M1 receiving_manager
expect duty M1 receiver_told of security_manager at P1 open n=1
健田 decides M1 grant
expect state M1 granted
expect paper M1 written_permit
佐藤 acknowledges M1
on 2026-04-10 10:00
tick
田中 takes M1
expect state M1 in_use
佐藤 returns M1
expect state M1 returned

# From outside the prefecture: nobody here manages it; reading D050 says the receiving manager.
article 47(3)
田中 applies media-bring-in managed=nobody_here description=USB１本 owner=株式会社 exemption=none reason=納品 content=成果物 from=2026-04-11T10:00 until=2026-04-11T17:00 as M2
expect duty M2 receiving_manager of outside_media_decider at P1 open n=1
expect no duty M2 media_manager
expect no duty M2 receiver_told
佐藤 decides M2 grant
expect no paper M2 written_permit
on 2026-04-11 10:00
tick
田中 takes M2
田中 returns M2
expect state M2 returned closed
article 47(4)
田中 applies media-bring-in managed=nobody_here description=CD owner=市町村 exemption=survey reason=回答 content=調査票 from=2026-04-12T10:00 until=2026-04-12T17:00 as M3
expect state M3 granted
expect duty M3 receiver_told of security_manager at P1 open n=1
