story 92: the head security officer lays down methods and keys; nobody else does, none is left out
on 2026-04-01 08:30
include prefecture.town
article 92(2)
on 2026-04-10 09:00
関 issues encryption-methods use=メール methods=AES verifying=公開鍵の掲載 from=2026-04-10T09:00
expect refused form.required field=keys
article 92(1)
情野 issues encryption-methods use=メール methods=AES keys=金庫 verifying=公開鍵の掲載 from=2026-04-10T09:00
expect refused matter.may_not_start
関 issues encryption-methods use=メール methods=AES keys=金庫 verifying=公開鍵の掲載 from=2026-04-10T09:00 as M1
expect state M1 in_force
