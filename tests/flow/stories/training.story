story 67-70, 176-181: a plan, training and drills held and reported; what is missing is refused
on 2026-04-01 08:30
include prefecture.town
article 68(2)
on 2026-04-10 09:00
関 writes training-plan fiscal_year=2026 executives=年一回 recruits=四月 roles=役割別
expect refused form.required field=everybody
article 177
情野 writes training-plan fiscal_year=2026 executives=年一回 everybody=動画 recruits=四月 roles=役割別
expect refused matter.may_not_start
関 writes training-plan fiscal_year=2026 executives=年一回 everybody=動画 recruits=四月 roles=役割別 as R1
expect state R1 written
article 178
佐藤 writes training-held division=@P1 audience=some held_on=2026-04-09 content=媒体の扱い attended=9 absent=2
expect refused form.required field=follow_up
佐藤 writes training-held division=@P1 audience=some held_on=2026-04-09 content=媒体の扱い attended=9 absent=2 follow_up=動画を見る as M1
expect inbox of 関 has M1 receive
関 receives M1
article 176(1)
関 writes training-held audience=all held_on=2026-04-09 content=全庁 attended=3000 absent=0 as M2
expect no duty M2 received
article 181(1)
関 writes drill-held held_at=2026-04-09T10:00 scenario=感染 participants=300 absent=0 special=unannounced why_special=実際に近づける result=連絡が遅い
expect refused form.required field=plan
関 writes drill-held held_at=2026-04-09T10:00 scenario=感染 plan=三課 participants=300 absent=0 special=unannounced result=連絡が遅い
expect refused form.required field=why_special
関 writes drill-held held_at=2026-04-09T10:00 scenario=感染 plan=三課 participants=300 absent=0 special=unannounced why_special=実際に近づける result=連絡が遅い as M3
expect inbox of 副島 has M3 receive
副島 receives M3
article 181(2)
健田 writes unit-drill division=@H1 held_at=2026-04-09T10:00 scenario=停電 plan=課の全員 participants=8 absent=1 result=良好 as M4
expect inbox of 関 has M4 receive
expect inbox of 副島 lacks M4 receive
article 180(2)
健田 writes drill-held held_at=2026-04-09T10:00 scenario=停電 plan=課の全員 participants=8 absent=1 result=良好
expect refused matter.may_not_start
