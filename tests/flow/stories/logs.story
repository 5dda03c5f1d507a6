story 82: what is logged is laid down; an inspection that suspects an attack opens an incident report
on 2026-04-01 08:30
include prefecture.town
article 82(3)
on 2026-04-10 09:00
健田 issues log-rules info_system=@健康台帳 items=認証 months=12 handling=金庫 from=2026-04-10T09:00
expect refused form.required field=failure
田中 issues log-rules info_system=@健康台帳 items=認証 months=12 handling=金庫 failure=直す from=2026-04-10T09:00
expect refused matter.may_not_start
健田 issues log-rules info_system=@健康台帳 items=認証 months=12 handling=金庫 failure=直す from=2026-04-10T09:00 as R1
expect state R1 in_force
on 2026-04-11 09:00
関 issues log-rules info_system=@健康台帳 items=全部 months=24 handling=金庫 failure=直す from=2026-04-11T09:00 as R2
expect state R2 in_force
expect state R1 ended closed
article 82(4)
田中 writes log-review info_system=@健康台帳 reviewed_at=2026-04-11T08:00 range=四月 suspicion=none analysis=異常なし
expect refused matter.may_not_start
健田 writes log-review info_system=@健康台帳 reviewed_at=2026-04-11T08:00 range=四月 suspicion=none analysis=異常なし as M1
expect no link M1 opens
article 71(1)
健田 writes log-review info_system=@健康台帳 reviewed_at=2026-04-11T08:30 range=四月 suspicion=suspected analysis=外部から総当たり as M2
expect link M2 opens as I1
expect state I1 running
expect duty I1 up of security_manager at H1 open n=1
