story 35, 78, 81, 110, 112, 116, 136: backups, papers, migrations, security holes, equipment elsewhere
on 2026-04-01 08:30
include prefecture.town
article 78
on 2026-04-10 09:00
健田 writes backup-record info_system=@健康台帳 done_at=2026-04-10T02:00 range=全部 next_on=2026-04-17 result=partial kept=書庫
expect refused form.required field=failure
健田 writes backup-record info_system=@健康台帳 done_at=2026-04-10T02:00 range=全部 next_on=2026-04-17 result=complete kept=書庫 far=道外の施設 as M1
expect state M1 written
article 81(2)
健田 writes system-documents info_system=@健康台帳 documents=設計書 place=書庫 readers=担当 others=施錠 source=版管理 lasting=no
expect refused form.must_be_yes field=lasting
健田 writes system-documents info_system=@健康台帳 documents=設計書 place=書庫 readers=担当 others=施錠 source=版管理 lasting=yes as M2
expect state M2 written
article 110(2)
健田 writes migration info_system=@健康台帳 stage=planned what=更新 management=二人 criteria=全試験 kept=写し stoppage=夜間
expect refused form.required field=steps
健田 writes migration info_system=@健康台帳 stage=planned what=更新 steps=手順 management=二人 criteria=全試験 kept=写し stoppage=夜間 as M3
expect state M3 written
article 116
健田 writes migration info_system=@健康台帳 stage=done what=更新 kept=欠けなし stoppage=二時間
expect refused form.required field=verified
article 136
情野 tells vulnerability-response hole=CVE-2026-0001 source=公表 info_system=@健康台帳 urgency=high what=更新 due=2026-04-15
expect refused matter.may_not_start
関 tells vulnerability-response hole=CVE-2026-0001 source=公表 info_system=@健康台帳 urgency=high what=更新すること due=2026-04-15 as V1
expect duty V1 dealt of system_manager open act=carry_out n=1
健田 carries_out V1 affected=yes
expect refused form.required field=dealt
健田 carries_out V1 affected=yes dealt=更新した
関 confirms V1
expect state V1 done closed
article 35(1)
健田 writes offsite-equipment info_system=@健康台帳 equipment=予備機 place=甲社 checked_on=2026-04-01 state=施錠 proper=no placed_on=2026-04-09
expect refused form.must_be_yes field=proper
article 35(3)
健田 writes offsite-equipment info_system=@健康台帳 equipment=予備機 place=甲社 checked_on=2026-04-01 state=施錠 proper=yes placed_on=2026-04-09 as M4
expect inbox of 関 has M4 receive
関 receives M4
