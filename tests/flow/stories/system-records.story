story 107 to 115: procured, developed, tested, changed: written down, and what is missing is refused
on 2026-04-01 08:30
include prefecture.town
article 107(3)
on 2026-04-10 09:00
佐藤 writes procurement-check division=@P1 what=予約 quality=待ち時間 economy=手間 security=認証 functions=仕様書３章 product=調べた no_problem=no
expect refused form.must_be_yes field=no_problem
article 107(2)
佐藤 writes procurement-check division=@P1 what=予約 quality=待ち時間 economy=手間 security=認証 product=調べた no_problem=yes
expect refused form.required field=functions
佐藤 writes procurement-check division=@P1 what=予約 quality=待ち時間 economy=手間 security=認証 functions=仕様書３章 product=調べた no_problem=yes as M1
expect duty M1 confirmed of head_security_officer open n=1
expect state M1 to_confirm
関 confirms M1
expect state M1 written

article 108
健田 writes development-team info_system=@健康台帳 stage=begins charge=健田 workers=甲 ids=dev1 rights=閲覧
expect refused form.required field=rules
田中 writes development-team info_system=@健康台帳 stage=begins charge=健田 workers=甲 rules=規則 ids=dev1 rights=閲覧
expect refused matter.may_not_start
健田 writes development-team info_system=@健康台帳 stage=begins charge=健田 workers=甲 rules=規則 ids=dev1 rights=閲覧 as M2
article 109(1)
健田 writes development-team info_system=@健康台帳 stage=ends
expect refused form.required field=deleted
健田 writes development-team info_system=@健康台帳 stage=ends deleted=dev1 as M3
expect state M3 written

article 111(3)
健田 writes system-test info_system=@健康台帳 tested_on=2026-04-09 joins=メール content=全機能 before_joining=yes mock=yes clean_data=no available=yes result=良好
expect refused form.must_be_yes field=clean_data
article 111(1)
健田 writes system-test info_system=@健康台帳 tested_on=2026-04-09 joins=メール content=全機能 before_joining=no mock=yes clean_data=yes available=yes result=良好
expect refused form.must_be_yes field=before_joining
article 111(2)
健田 writes system-test info_system=@健康台帳 tested_on=2026-04-09 joins=メール content=全機能 before_joining=yes mock=no clean_data=yes available=yes result=良好
expect refused form.required field=why_no_mock
健田 writes system-test info_system=@健康台帳 tested_on=2026-04-09 joins=メール content=全機能 before_joining=yes mock=yes clean_data=yes available=yes result=良好 as M4
expect state M4 written

article 115
健田 writes specification-change info_system=@健康台帳 changed_on=2026-04-09 what=修正 documents=設計書 updates=yes
expect refused form.required field=fits
article 114
健田 writes specification-change info_system=@健康台帳 changed_on=2026-04-09 what=修正 documents=設計書２版 updates=no as M5
expect state M5 written
