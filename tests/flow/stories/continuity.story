story no reading names the planner: the campaign cannot be opened, and says so
on 2026-04-01 08:30
include prefecture.town
article 147
on 2026-04-10 09:00
情野 opens continuity-consistency due=2026-05-31 policy_version=2022
expect refused matter.reading_needed
関 issues reading reading=D071 choice=security_officer ground=部局の計画である from=2026-04-10T09:00
情野 opens continuity-consistency due=2026-05-31 policy_version=2022 as M1
expect duty M1 sheet of continuity_planner open n=3
expect inbox of 保坂 has M1 sheet
保坂 fills M1 plan=保健部計画 agrees=yes
総務 fills M1 plan=総合政策部計画 differences=復旧の順序
expect link M1 opens as I1
article 8(2)
expect state I1 running
expect duty I1 officer of security_officer at P open act=carry_out n=1
総務 carries_out I1 result=改めた
expect duty I1 confirmed of head_security_officer open n=1
article 147
教頭 fills M1 plan=教育庁計画 agrees=yes
expect duty M1 compiled of security_division open n=1
情野 reports M1 summary=１件
expect duty M1 compiled of committee open act=receive n=1
情野 receives M1
expect state M1 done closed
関 confirms I1
expect state I1 done closed
