story a row of a book stays with the matter that bears it, whatever else about it is erased
on 2026-04-01 08:30
include prefecture.town
article 37(1)
健田 writes area-register division=H1 number=B-204 kind=systems info_system=@健康台帳 place=本庁舎地下 mynumber=no locked=yes protected=yes unmarked=yes sited=no doors=yes openings=yes extinguishing=yes shortfall=移設を検討する as R1
on 2026-05-01 09:00
健田 writes area-change area=B-204 what=closed as C1
expect book areas B-204 closed
expect shelf of 健田 areas has 本庁舎地下
# What bears the row is held; the record that the area was given up is not.
on 2032-04-01 09:00
article 73(4)
関 issues legal-hold matter=@R1 reason=調査 from=2032-04-01T00:00 as L1
関 erases R1
expect refused erase.held
article 37(1)
関 erases C1
expect erasure C1 erased for 関 years=5
expect shelf of 健田 areas has 本庁舎地下
関 annuls L1 remark=終了
関 erases R1
expect shelf of 健田 areas lacks 本庁舎地下
expect ledger
