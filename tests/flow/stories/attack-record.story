story 129, 130, 150: measures at once, records kept, the police where it may be a crime
on 2026-04-01 08:30
include prefecture.town
article 130
on 2026-04-10 09:00
健田 writes attack-record info_system=@健康台帳 attacked=attacked noticed_at=2026-04-10T08:50 attack=総当たり stopped=yes measures=停止した crime=no
expect refused form.required field=records
article 150
健田 writes attack-record info_system=@健康台帳 attacked=attacked noticed_at=2026-04-10T08:50 attack=総当たり stopped=yes measures=停止した records=金庫 crime=yes
expect refused form.required field=police
article 129
田中 writes attack-record info_system=@健康台帳 attacked=risk noticed_at=2026-04-10T08:50 attack=予告 stopped=no measures=監視 crime=no
expect refused matter.may_not_start
副島 writes attack-record info_system=@健康台帳 attacked=risk noticed_at=2026-04-10T08:50 attack=予告 stopped=no measures=監視を強めた gathered=注意喚起 crime=no as M1
expect state M1 written
健田 writes attack-record info_system=@健康台帳 attacked=attacked noticed_at=2026-04-10T08:50 attack=総当たり stopped=yes measures=停止した records=金庫 crime=yes police=相談した as M2
expect state M2 written
