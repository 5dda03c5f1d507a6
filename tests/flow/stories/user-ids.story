story 99, 100: IDs no longer needed are removed, checked with personnel; privileges in another's stead
on 2026-04-01 08:30
include prefecture.town
関 issues office-role-designation role=personnel person=@吉田 from=2026-04-01T08:30
article 99(1)
on 2026-04-10 09:00
田中 issues id-rules info_system=@健康台帳 registration=申請 moving=即日 from=2026-04-10T09:00
expect refused matter.may_not_start
健田 issues id-rules info_system=@健康台帳 registration=申請 moving=即日 from=2026-04-10T09:00 as R1
expect state R1 in_force
article 99(2)
渡辺 notices id-removal where=info_system account=watanabe reason=担当替え since=2026-04-11
expect refused form.required field=info_system
渡辺 notices id-removal where=info_system info_system=@健康台帳 account=watanabe reason=担当替え since=2026-04-11 as M1
expect duty M1 removed of system_manager open act=carry_out n=1
expect no duty M1 removed_network
健田 carries_out M1 removed_at=2026-04-11T00:00
expect state M1 done closed
渡辺 notices id-removal where=network account=watanabe reason=退職 since=2026-04-30 as M2
expect duty M2 removed_network of head_security_officer open act=carry_out n=1
article 99(3)
健田 writes id-check info_system=@健康台帳 checked_on=2026-04-10 ids=40 unused=2
expect refused form.required field=dealt
健田 writes id-check info_system=@健康台帳 checked_on=2026-04-10 ids=40 unused=2 dealt=抹消した as M3
expect duty M3 confirmed of personnel open n=1
吉田 confirms M3
expect state M3 written
article 100(2)
佐藤 issues privilege-deputy info_system=@健康台帳 deputy=@渡辺 privilege=管理者権限 reason=夜間 from=2026-04-10T09:00
expect refused matter.may_not_start
健田 issues privilege-deputy info_system=@健康台帳 deputy=@渡辺 privilege=管理者権限 reason=夜間 from=2026-04-10T09:00 as M4
expect state M4 in_force
article 100(3)
expect duty M4 told of security_officer at H open n=1
expect inbox of 保坂 has M4 notice
保坂 acknowledges M4
