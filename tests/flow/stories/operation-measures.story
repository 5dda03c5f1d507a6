story 139: measures of operation with the security manager's approval; refused; nobody approves himself
on 2026-04-01 08:30
include prefecture.town
system 掲示板 in P1 manager=PD1.head
article 139(2)
on 2026-04-10 09:00
佐藤 applies operation-measures info_system=@掲示板 organisation=二人体制 guidance=年一回 from=2026-04-20T00:00
expect refused matter.may_not_start
情野 applies operation-measures info_system=@掲示板 organisation=二人体制 guidance=年一回 from=2026-04-20T00:00 as M1
expect duty M1 approved of security_manager at P1 open n=1
佐藤 decides M1 grant
expect state M1 granted
情野 applies operation-measures info_system=@掲示板 organisation=一人 guidance=なし from=2026-05-20T00:00 as M2
佐藤 decides M2 refuse remark=一人では足りない
expect state M2 refused closed
article 14(1)
健田 applies operation-measures info_system=@健康台帳 organisation=二人体制 guidance=年一回 from=2026-04-20T00:00 as M3
健田 decides M3 grant
expect refused sod.own_application
