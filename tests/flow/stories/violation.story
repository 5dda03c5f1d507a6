story 184, 132, 185: found by an employee, a system manager, the head security officer; rights suspended
on 2026-04-01 08:30
include prefecture.town
article 184(3)
on 2026-04-10 09:00
田中 notices violation division=@H1 noticed_at=2026-04-10T08:50 what=媒体を無断で持ち出した as M1
expect duty M1 own_manager of security_manager at P1 open act=report n=1
expect no duty M1 instructed
佐藤 reports M1
expect inbox of 関 has M1 receive
expect inbox of 健田 has M1 receive
関 receives M1
健田 receives M1
article 184(1)
expect duty M1 instructed of head_security_officer open act=instruct n=1
関 instructs M1
expect refused form.required field=measures
関 instructs M1 measures=指導すること
expect duty M1 instructed of security_manager at H1 open act=carry_out n=1
健田 carries_out M1
expect state M1 done closed
article 184(2)
健田 notices violation-found kind=policy division=@P1 noticed_at=2026-04-10T08:50 what=共有 asked=指導
expect refused matter.may_not_start
article 132
健田 notices violation-found kind=access info_system=@健康台帳 division=@P1 noticed_at=2026-04-10T08:50 what=権限のない閲覧 asked=停止 as M2
expect duty M2 system_manager of system_manager open act=report n=1
健田 reports M2
関 receives M2
佐藤 receives M2
関 instructs M2 measures=停止を求める
佐藤 carries_out M2
expect state M2 done closed
article 96(2)
関 notices violation-found kind=browsing division=@P1 noticed_at=2026-04-10T08:50 what=遊びの閲覧 asked=指導 as M3
expect no duty M3 system_manager
expect duty M3 instructed of head_security_officer open act=instruct n=1

article 185(1)
on 2026-05-10 09:00
佐藤 issues right-suspension violation=@M2 person=@伊藤 division=@P1 kind=suspended rights=健康台帳 guidance=二度指導した from=2026-05-10T09:00
expect refused matter.may_not_start
関 issues right-suspension violation=@M2 person=@伊藤 division=@P1 kind=suspended rights=健康台帳 from=2026-05-10T09:00
expect refused form.required field=guidance
関 issues right-suspension violation=@M2 person=@伊藤 division=@P1 kind=suspended rights=健康台帳 guidance=二度指導したが改まらない from=2026-05-10T09:00 until=2026-06-10T09:00 as S1
expect state S1 in_force
article 185(2)
expect inbox of 副島 has S1 notice
expect inbox of 佐藤 has S1 notice
副島 acknowledges S1
佐藤 acknowledges S1
