story a new manager is reported to the security division, by itself
on 2026-04-01 08:30
include prefecture.town
関 issues clock-length clock=promptly length=3 unit=days from=2026-04-01T08:30
article 10(5)
tick
# Those who were there when the office began are not new.
expect matters manager-report n=0
on 2026-06-01 09:00
leave 佐藤 P1.head at=2026-06-01T00:00
leave 高橋 P1.deputy2 at=2026-06-01T00:00
hold 高橋 P1.head regular from=2026-06-01T00:00
expect matters manager-report n=0
tick
expect matters manager-report n=1 as R1
expect act R1 noticed why=event:holding_began happened=2026-06-01T00:00 n=1
expect duty R1 reported of security_manager at P1 open due=2026-06-04T00:00
expect page of 高橋 R1 says 高橋
高橋 reports R1
expect inbox of 情野 has R1 receive
情野 receives R1
expect state R1 done closed
tick
expect matters manager-report n=1
# A post that manages a system as well: the manager is new, and so is the system manager. Told late.
on 2026-07-03 09:00
leave 健田 H1.head at=2026-07-01T00:00
leave 渡辺 H1.staff at=2026-07-01T00:00
hold 渡辺 H1.head regular from=2026-07-01T00:00
tick
expect matters manager-report n=3 as R2
expect duty R2 reported of security_manager at H1 open
# Staff are nobody's concern.
hold 健田 H1.staff regular from=2026-07-03T00:00
tick
expect matters manager-report n=3
