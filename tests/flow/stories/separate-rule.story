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
expect refused form.required field=under
関 issues separate-rule name=自己点検の方法 kind=separate under=194(2) gist=設問 document=@@本文 from=2026-04-10T09:00 as R2
expect state R2 in_force
