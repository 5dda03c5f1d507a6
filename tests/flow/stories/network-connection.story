story 63, 95: a terminal joins a network when the head security officer permits; else not
on 2026-04-01 08:30
include prefecture.town
include devices.town
article 63
on 2026-04-10 09:00
田中 applies network-connection network=inner name=庁内 devices=PC-1 place=執務室 from=2026-04-11T00:00
expect refused form.required field=reason
田中 applies network-connection network=inner name=庁内 devices=PC-1 place=執務室 reason=新しい端末 from=2026-04-11T00:00 as M1
expect duty M1 decided of head_security_officer open n=1
expect duty M1 system_manager of system_manager open n=1
佐藤 decides M1 grant
expect refused matter.not_yours
関 decides M1 grant
expect state M1 in_review
article 56
佐藤 decides M1 grant
expect refused matter.not_yours
情野 decides M1 grant
expect state M1 granted
article 63
on 2026-04-11 00:00
tick
expect state M1 in_force
関 revokes M1 remark=感染のおそれ
expect state M1 revoked closed
article 95
on 2026-04-12 09:00
田中 applies network-connection network=outside name=市町村の回線 devices=PC-1 place=会議室 reason=会議 from=2026-04-13T09:00 until=2026-04-13T17:00 as M2
関 decides M2 refuse
expect refused matter.reason_needed field=remark
関 decides M2 refuse remark=庁内の端末で足りる
expect state M2 refused closed
# Nobody decides what he himself applied for.
article 14(1)
関 applies network-connection network=inner name=庁内 devices=PC-1 place=局長室 reason=更新 from=2026-04-13T00:00 as M3
関 decides M3 grant @step=decided
expect refused sod.own_application
