story 8(1): the head security officer lays down the guideline and what is left to be laid down
on 2026-04-01 08:30
include prefecture.town
file 本文 text
article 8(1)
on 2026-04-10 09:00
情野 issues separate-rule name=ガイドライン kind=guideline gist=例示 document=@@本文 from=2026-04-10T09:00
expect refused matter.may_not_start
関 issues separate-rule name=ガイドライン kind=guideline gist=例示 document=@@本文 from=2026-04-10T09:00 as R1
expect state R1 in_force
article 194(2)
関 issues separate-rule name=自己点検の方法 kind=separate gist=設問 document=@@本文 from=2026-04-10T09:00
expect refused form.choose field=under
関 issues separate-rule name=自己点検の方法 kind=separate under=a194_2 gist=設問 document=@@本文 from=2026-04-10T09:00 as R2
expect state R2 in_force
# Only what the text leaves open can be chosen.
関 issues separate-rule name=ほか kind=separate under=a4_1 gist=設問 document=@@本文 from=2026-04-10T09:00
expect refused form.not_a_choice field=under
# A new one of the same name ends the one before.
関 issues separate-rule name=自己点検の方法 kind=separate under=a194_2 gist=新しい設問 document=@@本文 from=2026-04-11T09:00 as R3
expect state R2 in_force
on 2026-04-11 09:00
tick
expect state R3 in_force
expect state R2 ended
