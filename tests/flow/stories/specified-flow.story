story nobody approves the impossible; a flow that is applied, in force, over, removed
on 2026-04-01 08:30
include prefecture.town
article 26(1)
on 2026-04-10 09:00
佐藤 applies specified-flow info_system=@健康台帳 source_zone=lgwan source_mac=02:00:00:00:00:01 source_ip=10.1.0.5 destination_zone=internet destination_ip=192.0.2.10 protocol=tcp port=443 reason=更新 from=2026-04-11T00:00 until=2026-05-01T00:00
expect refused matter.may_not_start
健田 applies specified-flow info_system=@健康台帳 source_zone=lgwan source_mac=02:00:00:00:00:01 source_ip=10.1.0.5 destination_zone=internet destination_ip=192.0.2.10 protocol=tcp reason=更新 from=2026-04-11T00:00 until=2026-05-01T00:00
expect refused form.required field=port
健田 applies specified-flow info_system=@健康台帳 source_zone=lgwan source_mac=02:00:00:00:00:01 source_ip=10.1.0.5 destination_zone=internet destination_ip=192.0.2.10 protocol=tcp port=443 reason=更新 from=2026-04-11T00:00 until=2027-05-01T00:00
expect refused form.too_far_apart field=until
健田 applies specified-flow info_system=@健康台帳 source_zone=lgwan source_mac=02:00:00:00:00:01 source_ip=10.1.0.5 destination_zone=internet destination_ip=192.0.2.10 protocol=tcp port=443 reason=更新 from=2026-04-11T00:00 until=2026-05-01T00:00 as M1
expect effect M1 specified_flow planned
expect duty M1 consulted of security_manager at H1 open n=1
expect no duty M1 decided
article 19(2)
健田 consults M1
expect duty M1 decided of head_security_officer open n=1
article 7(2)
関 decides M1 grant
expect refused matter.preflight_pending
enforcer netd answers M1 conflict
関 decides M1 grant
expect refused matter.preflight_refused
関 decides M1 send_back remark=ほかの許可と重なる
健田 resubmits M1 info_system=@健康台帳 source_zone=lgwan source_mac=02:00:00:00:00:01 source_ip=10.1.0.5 destination_zone=internet destination_ip=192.0.2.10 protocol=tcp port=8443 reason=更新 from=2026-04-11T00:00 until=2026-05-01T00:00
健田 consults M1
関 decides M1 grant
expect refused matter.preflight_pending
enforcer netd answers M1 possible
関 decides M1 grant
expect state M1 effect_pending
expect desired netd M1
