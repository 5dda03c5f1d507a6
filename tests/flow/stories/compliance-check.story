story 141: a check finds a problem; it is dealt with and told to the CISO; a check without one ends
on 2026-04-01 08:30
include prefecture.town
article 141(1)
on 2026-04-10 09:00
田中 writes compliance-check kind=unit division=@P1 checked_on=2026-04-09 how=巡回 result=kept
expect refused matter.may_not_start
佐藤 writes compliance-check kind=unit division=@P1 checked_on=2026-04-09 how=巡回 result=kept as M1
expect no link M1 opens
総務 writes compliance-check kind=unit division=@P1 checked_on=2026-04-09 how=巡回 result=problem
expect refused form.required field=problem
総務 writes compliance-check kind=unit division=@P1 checked_on=2026-04-09 how=巡回 result=problem problem=机上にIDを表示 as M2
expect link M2 opens as Q1
article 141(2)
expect duty Q1 dealt of head_security_officer open act=carry_out n=1
expect no duty Q1 told_ciso
関 carries_out Q1 dealt=課に改めさせた
expect duty Q1 told_ciso of head_security_officer open act=report n=1
関 reports Q1
副島 receives Q1
expect state Q1 done closed
article 141(3)
健田 writes compliance-check kind=settings division=@H1 checked_on=2026-04-09 how=設定の点検 result=kept
expect refused form.required field=info_system
