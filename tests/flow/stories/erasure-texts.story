story several matters wrote into one row of a book: each erasure takes its own texts, no others
on 2026-04-01 08:30
include prefecture.town
article 37(1)
健田 writes area-register division=H1 number=B-204 kind=systems info_system=@健康台帳 place=本庁舎地下 mynumber=no locked=yes protected=yes unmarked=yes sited=no doors=yes openings=yes extinguishing=yes shortfall=移設を検討する as R1
健田 writes area-register division=H1 number=B-205 kind=systems info_system=@健康台帳 place=本庁舎二階 mynumber=no locked=yes protected=yes unmarked=yes sited=no doors=yes openings=yes extinguishing=yes shortfall=扉を直す as R2
on 2026-04-20 09:00
健田 writes area-change area=B-204 what=changed shortfall=消火設備を待つ as C1
on 2026-04-21 09:00
健田 writes area-change area=B-204 what=changed place=別館一階 as C2
健田 writes area-change area=B-205 what=changed place=別館三階 as D1
on 2026-05-01 09:00
健田 writes area-change area=B-204 what=closed as C3
健田 writes area-change area=B-205 what=closed as D2
expect shelf of 健田 areas has 消火設備を待つ
expect shelf of 健田 areas lacks 移設を検討する
expect shelf of 健田 areas has 別館一階

# The change of 20 April goes: what it wrote, and neither what others wrote nor what it replaced
# comes back.
on 2032-04-01 09:00
関 erases C1
expect erasure C1 erased for 関 contents=1
expect shelf of 健田 areas lacks 消火設備を待つ
expect shelf of 健田 areas lacks 移設を検討する
expect shelf of 健田 areas has 別館一階
expect shelf of 健田 areas has B-204
expect ledger
# The registration goes: what has been replaced since stands by who replaced it.
関 erases R1
expect shelf of 健田 areas has 別館一階
関 erases C2
expect shelf of 健田 areas lacks 別館一階
expect shelf of 健田 areas lacks 本庁舎地下
expect shelf of 健田 areas has B-204

# The other order: the newest first, several at once.
関 erases D1 D2
expect shelf of 健田 areas lacks 別館三階
expect shelf of 健田 areas lacks 本庁舎二階
expect shelf of 健田 areas has 扉を直す
関 erases R2
expect shelf of 健田 areas lacks 扉を直す
expect ledger
