story 154: permitted with the CISO's prior sanction; 155: urgent, reported afterwards
on 2026-04-01 08:30
include prefecture.town
article 154(1)
on 2026-04-10 09:00
田中 applies exception rule=47(2) instead=台帳による reason=理由 risk=小さい from=2026-04-11T00:00 until=2026-05-01T00:00
expect refused matter.may_not_start
佐藤 applies exception rule=999(1) instead=台帳による reason=理由 risk=小さい from=2026-04-11T00:00 until=2026-05-01T00:00
expect refused form.not_an_article field=rule
佐藤 applies exception rule=第47条第２項 instead=台帳による reason=理由 risk=小さい from=2026-04-11T00:00 until=2026-05-01T00:00 as M1
expect duty M1 examined of head_security_officer open n=1
関 decides M1 grant
expect refused matter.no_duty
関 passes_on M1 grant
article 154(2)
expect duty M1 sanctioned of ciso open n=1
expect no duty M1 permitted
副島 sanctions M1 grant
expect duty M1 permitted of head_security_officer open n=1
article 154(1)
関 decides M1 grant
expect state M1 granted
expect shelf of 関 exceptions has 令和8年度
健田 applies exception info_system=@健康台帳 rule=26(1) instead=台帳による reason=理由 risk=小さい from=2026-04-11T00:00 until=2026-05-01T00:00 as M2
関 passes_on M2 grant
article 154(2)
副島 sanctions M2 refuse remark=認められない
expect state M2 refused closed
expect no duty M2 permitted

article 155
佐藤 issues exception-emergency kind=permitted rule=47(2) measure=x urgency=x from=2026-04-10T08:00 until=2026-04-12T00:00
expect refused matter.may_not_start
関 issues exception-emergency kind=permitted rule=47(2) measure=切断しない urgency=人命 from=2026-04-10T08:00 until=2026-04-12T00:00 as E1
expect state E1 in_force
expect duty E1 reported of head_security_officer open act=report n=1
関 reports E1
expect duty E1 reported of ciso open act=receive n=1
expect inbox of 副島 has E1 receive
副島 receives E1
on 2026-04-12 00:00
tick
expect state E1 ended closed
