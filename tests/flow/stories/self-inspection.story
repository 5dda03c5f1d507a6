story 194, 195: a sheet of each division, compiled; a system manager's own, reported
on 2026-04-01 08:30
include prefecture.town
article 194(1)
on 2026-04-10 09:00
情野 opens self-inspection fiscal_year=2026 method=設問十 due=2026-05-31
expect refused matter.may_not_start
article 194(2)
関 opens self-inspection fiscal_year=2026 due=2026-05-31
expect refused form.required field=method
関 opens self-inspection fiscal_year=2026 method=設問十 due=2026-05-31 as M1
expect inbox of 佐藤 has M1 sheet
佐藤 fills M1 employees=5 inspected=5
expect refused form.required field=result
佐藤 fills M1 employees=5 inspected=5 result=良好 improved=机の上を片付けた
情野 fills M1 employees=2 inspected=2 result=良好
健田 fills M1 employees=2 inspected=2 result=良好
所田 fills M1 employees=2 inspected=2 result=良好
expect no duty M1 compiled
学 fills M1 employees=1 inspected=1 result=良好
article 195(1)
expect duty M1 compiled of head_security_officer open n=1
関 confirms M1 summary=五課等
expect state M1 done closed
article 195(2)
佐藤 writes system-self-inspection info_system=@健康台帳 held_on=2026-04-09 why=事故 inspected=3 result=良好
expect refused matter.may_not_start
健田 writes system-self-inspection info_system=@健康台帳 held_on=2026-04-09 why=事故 inspected=3 result=良好 as M2
expect inbox of 関 has M2 receive
関 receives M2
