story effect pending, applied, in force, expired, removed; and refused by the enforcer
on 2026-04-01 08:30
include prefecture.town
article 26(1)
on 2026-04-10 09:00
健田 applies specified-flow info_system=@健康台帳 source_zone=lgwan source_mac=02:00:00:00:00:01 source_ip=10.1.0.5 destination_zone=internet destination_ip=192.0.2.10 protocol=tcp port=443 reason=更新 from=2026-04-11T00:00 until=2026-05-01T00:00 as M1
健田 consults M1
enforcer netd answers M1 possible
expect no desired netd M1
関 decides M1 grant
expect state M1 effect_pending
expect effect M1 specified_flow wanted
expect desired netd M1
enforcer netd applied M1
expect state M1 granted
expect effect M1 specified_flow applied
on 2026-04-11 00:00
tick
expect state M1 in_force
on 2026-05-01 00:00
tick
expect state M1 expired
expect effect M1 specified_flow ending
expect no state M1 closed
expect no desired netd M1
enforcer netd removed M1
expect effect M1 specified_flow removed
expect state M1 expired closed

健田 applies specified-flow info_system=@健康台帳 source_zone=lgwan source_mac=02:00:00:00:00:01 source_ip=10.1.0.5 destination_zone=internet destination_ip=192.0.2.10 protocol=icmp reason=監視 from=2026-05-01T00:00 until=2026-06-01T00:00 as M2
健田 consults M2
enforcer netd answers M2 possible
関 decides M2 grant
enforcer netd refused M2 limit
expect state M2 refused_by_enforcer closed
expect no desired netd M2
expect page of 健田 M2 says 上限を超えます

健田 applies specified-flow info_system=@健康台帳 source_zone=lgwan source_mac=02:00:00:00:00:01 source_ip=10.1.0.5 destination_zone=internet destination_ip=192.0.2.10 protocol=udp port=53 reason=監視 from=2026-05-01T00:00 until=2026-06-01T00:00 as M3
健田 consults M3
enforcer netd answers M3 possible
関 decides M3 grant
enforcer netd applied M3
expect state M3 in_force
関 revokes M3 remark=不要となった
expect state M3 revoked
expect no desired netd M3
enforcer netd removed M3
expect state M3 revoked closed
