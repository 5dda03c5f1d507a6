story 102(2): the head security officer first
on 2026-04-01 08:30
include prefecture.town
article 102(2)
on 2026-04-10 09:00
田中 applies remote-access info_system=@健康台帳 reason=在宅 device=端末１ from=2026-04-11T00:00 until=2026-05-01T00:00 as M1
expect duty M1 chief_first of head_security_officer open n=1
expect no duty M1 system_manager
健田 decides M1 grant
expect refused matter.not_found
関 decides M1 grant
expect state M1 in_review
article 102(1)
expect duty M1 system_manager of system_manager open n=1
expect inbox of 健田 has M1 decide
健田 decides M1 grant
expect state M1 granted
on 2026-04-11 00:00
tick
expect state M1 in_force
田中 revokes M1 remark=x
expect refused matter.not_yours
健田 revokes M1 remark=退職
expect state M1 revoked

# Refused by the first: the second is never asked.
田中 applies remote-access info_system=@健康台帳 reason=在宅 device=端末１ from=2026-04-12T00:00 until=2026-05-01T00:00 as M2
関 decides M2 refuse remark=必要がない
expect state M2 refused closed
expect no duty M2 system_manager
