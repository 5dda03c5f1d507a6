story 102(7): checked for malware and patches, then the security manager permits
on 2026-04-01 08:30
include prefecture.town
include devices.town
article 102(7)
on 2026-04-10 09:00
田中 applies mobile-connection devices=TAB-1 origin=taken_back checked_at=2026-04-10T08:50 malware=no malware_how=対策ソフトの全検査 patches=適用済み from=2026-04-10T10:00 until=2026-04-10T17:00
expect refused form.must_be_yes field=malware
田中 applies mobile-connection devices=TAB-1 origin=taken_back checked_at=2026-04-10T08:50 malware_how=対策ソフトの全検査 patches=適用済み from=2026-04-10T10:00 until=2026-04-10T17:00
expect refused form.required field=malware
田中 applies mobile-connection devices=TAB-1 origin=taken_back checked_at=2026-04-10T08:50 malware=yes malware_how=対策ソフトの全検査 patches=適用済み from=2026-04-10T10:00 until=2026-04-10T17:00 as M1
expect duty M1 decided of security_manager at P1 open n=1
expect inbox of 健田 lacks M1 decide
健田 decides M1 grant
expect refused matter.not_found
佐藤 decides M1 grant
expect state M1 granted
on 2026-04-10 17:00
tick
expect state M1 expired closed

on 2026-04-13 09:00
# What was brought in is used under its own permit first (54(2), D063).
田中 applies mobile-connection origin=brought_in checked_at=2026-04-13T08:50 malware=yes malware_how=検査 patches=三か月未適用 from=2026-04-13T10:00 until=2026-04-13T17:00
expect refused form.required field=outside
田中 applies outside-device exemption=none description=事業者の端末 owner=丙社 info_system=@メール reason=説明 content=資料 safety=yes from=2026-04-13T09:00 until=2026-04-13T17:00 as O1
情野 decides O1 grant
田中 applies mobile-connection outside=@O1 origin=brought_in checked_at=2026-04-13T08:50 malware=yes malware_how=検査 patches=三か月未適用 from=2026-04-13T10:00 until=2026-04-13T17:00 as M2
佐藤 decides M2 send_back remark=パッチを適用してから
expect state M2 sent_back
田中 resubmits M2 outside=@O1 origin=brought_in checked_at=2026-04-13T09:30 malware=yes malware_how=検査 patches=本日適用 from=2026-04-13T10:00 until=2026-04-13T17:00
佐藤 decides M2 refuse remark=持ち込む必要がない
expect state M2 refused closed
