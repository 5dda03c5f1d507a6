story 86: joined after a study and the head security officer's permission; cut off on his judgement
on 2026-04-01 08:30
include prefecture.town
article 86(1)
on 2026-04-10 09:00
田中 applies outside-network info_system=@メール party=市町村 purpose=連携 structure=構成 security=状況 no_effect=yes liability=契約第10条 from=2026-04-11T00:00
expect refused matter.may_not_start
article 86(2)
情野 applies outside-network info_system=@メール party=市町村 purpose=連携 structure=構成 security=状況 no_effect=no liability=契約第10条 from=2026-04-11T00:00
expect refused form.must_be_yes field=no_effect
article 86(3)
情野 applies outside-network info_system=@メール party=市町村 purpose=連携 structure=構成 security=状況 no_effect=yes from=2026-04-11T00:00
expect refused form.required field=liability
article 86(4)
情野 applies outside-network info_system=@メール party=市町村 purpose=連携 structure=構成 security=状況 no_effect=yes liability=契約第10条 publishes=yes from=2026-04-11T00:00
expect refused form.required field=firewall
article 86(1)
情野 applies outside-network info_system=@メール party=市町村 purpose=連携 structure=構成 security=状況 no_effect=yes liability=契約第10条 publishes=yes firewall=境界の防火壁 from=2026-04-11T00:00 as M1
expect duty M1 decided of head_security_officer open n=1
関 decides M1 grant
expect state M1 granted
健田 applies outside-network info_system=@健康台帳 party=事業者 purpose=連携 structure=構成 security=不明 no_effect=yes liability=契約第８条 from=2026-04-11T00:00 as M2
関 decides M2 refuse remark=セキュリティの状況の調査が足りない
expect state M2 refused closed

article 86(5)
on 2026-05-01 09:00
情野 tells outside-network-cut info_system=@メール party=市町村 problem=感染
expect refused matter.may_not_start
関 tells outside-network-cut info_system=@メール party=市町村 problem=相手側で感染が広がっている as C1
expect duty C1 cut of system_manager open act=carry_out n=1
情野 carries_out C1 cut_at=2026-05-01T09:10
expect refused form.required field=how
情野 carries_out C1 cut_at=2026-05-01T09:10 puller=通信次郎 how=回線終端装置から抜いた
expect duty C1 confirmed of head_security_officer open n=1
関 confirms C1
expect state C1 done closed
関 revokes M1 remark=接続を終える
expect state M1 revoked closed
