story the network is declared by two people; how long the barrier waits, and what it mends, is decided
on 2026-04-01 08:30
include prefecture.town
article 8(1)
on 2026-04-10 09:00
file 宣言 "model: alpha"
file 別紙 "text"
関 issues barrier-declaration changed=最初の宣言 from=2026-04-10T10:00
expect refused form.required field=file
田中 issues barrier-declaration changed=最初の宣言 from=2026-04-10T10:00 file=@@宣言
expect refused matter.may_not_start
関 issues barrier-declaration changed=最初の宣言 from=2026-04-10T10:00 file=@@宣言 as D1
expect state D1 to_confirm
expect no desired netd D1
関 confirms D1 grant
expect refused matter.not_yours
情野 confirms D1 grant
on 2026-04-10 10:00
tick
expect state D1 in_force
expect desired netd D1
関 issues barrier-lease seconds=4 ground=試験 from=2026-04-10T10:00
expect refused form.out_of_range field=seconds
関 issues barrier-lease seconds=20 ground=試験 from=2026-04-10T10:00 as L1
expect desired netd L1
関 issues drift-repair mode=automatic ground=夜間は人がいない from=2026-04-10T10:00 as A1
expect desired netd A1
関 issues drift-repair mode=ask ground=試験が済んだ from=2026-04-10T11:00 as A2
on 2026-04-10 11:00
tick
expect state A1 ended
expect no desired netd A1
expect desired netd A2
enforcer netd applied A2
expect effect A2 drift_repair applied
