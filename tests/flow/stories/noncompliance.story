story 143: both managers look; where one finds it needed the head security officer is told and deals
on 2026-04-01 08:30
include prefecture.town
article 143(1)
on 2026-04-10 09:00
田中 notices noncompliance info_system=@健康台帳 noticed_at=2026-04-10T08:50
expect refused form.required field=what
田中 notices noncompliance info_system=@健康台帳 noticed_at=2026-04-10T08:50 what=時間切れがない rule=104 as M1
article 143(2)
expect duty M1 checked of security_manager at P1 open act=assess n=1
expect duty M1 checked_system of system_manager open act=assess n=1
佐藤 assesses M1 found=確かめた needed=no
expect no duty M1 reported
健田 assesses M1 found_system=設定漏れ needed_system=yes
expect duty M1 reported of security_manager at P1 open act=report n=1
佐藤 reports M1
関 receives M1
健田 acknowledges M1
article 143(3)
expect duty M1 dealt of head_security_officer open act=carry_out n=1
関 carries_out M1
expect refused form.required field=dealt
関 carries_out M1 dealt=設定させた
expect state M1 done closed
# Neither finds it needed: it ends there.
article 143(2)
田中 notices noncompliance info_system=@メール noticed_at=2026-04-10T08:50 what=思い違い as M2
佐藤 assesses M2 found=食い違いはない needed=no
情野 assesses M2 found_system=食い違いはない needed_system=no
expect no duty M2 reported
expect no duty M2 dealt
expect state M2 done closed
