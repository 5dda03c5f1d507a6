story 168, 169: a listed service, rules drafted and approved, reported on; no weighty information
on 2026-04-01 08:30
include prefecture.town
system 掲示板 in P1 manager=PD1.head
file 案 rules
article 168
on 2026-04-10 09:00
情野 applies service-rules service=予定表 info_system=@掲示板 work=会議 information=日程 steps=手順 no_weighty=yes draft=@@案 from=2026-04-20T00:00
expect refused matter.gate_closed field=service
情野 issues service-listing kind=terms name=予定表 provider=甲社 from=2026-04-10T09:00
expect refused matter.may_not_start
関 issues service-listing kind=terms name=予定表 provider=甲社 from=2026-04-10T09:00 as L1
expect state L1 in_force
expect shelf of 田中 listed-services has 令和8年度
article 169(1)
情野 applies service-rules service=予定表 info_system=@掲示板 work=会議 information=名簿 steps=手順 no_weighty=no draft=@@案 from=2026-04-20T00:00
expect refused form.must_be_yes field=no_weighty
情野 applies service-rules service=予定表 info_system=@掲示板 work=会議 information=日程 steps=手順 no_weighty=yes draft=@@案 from=2026-04-20T00:00 as M1
expect duty M1 approved of security_manager at P1 open n=1
expect no duty M1 reported
佐藤 decides M1 grant
article 169(2)
expect duty M1 reported of security_manager at P1 open act=report n=1
佐藤 reports M1
expect inbox of 関 has M1 receive
関 receives M1
expect state M1 granted

article 169(1)
情野 applies service-rules service=予定表 info_system=@掲示板 work=全部 information=全部 steps=手順 no_weighty=yes draft=@@案 from=2026-04-20T00:00 as M2
佐藤 decides M2 refuse remark=業務の範囲が広すぎる
expect state M2 refused closed
expect no duty M2 reported open
# One person is the system's manager and the division's: 14(1) stands in the way.
article 14(1)
健田 applies service-rules service=予定表 info_system=@健康台帳 work=会議 information=日程 steps=手順 no_weighty=yes draft=@@案 from=2026-04-20T00:00 as M3
健田 decides M3 grant
expect refused sod.own_application
