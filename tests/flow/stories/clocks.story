story a word of speed gets a length; duties then have a due time, late once
on 2026-04-01 08:30
include prefecture.town
副島 issues csirt-designation member=@吉田 from=2026-04-01T08:30
article 8(1)
on 2026-04-10 09:00
田中 notices incident source=inside noticed_at=2026-04-10T08:50 what=不審なメール as M0
expect duty M0 up open due=none
関 issues clock-length clock=promptly length=4 unit=hours from=2026-04-10T09:00 as C1
expect state C1 in_force
佐藤 issues clock-length clock=promptly length=4 unit=hours from=2026-04-10T09:00
expect refused matter.may_not_start
関 issues clock-length clock=promptly length=0 unit=hours from=2026-04-10T09:00
expect refused form.out_of_range field=length
田中 notices incident source=inside noticed_at=2026-04-10T08:55 what=不審なメール as M1
expect duty M1 up of security_manager at P1 open due=2026-04-10T13:00
on 2026-04-10 13:00
tick
tick
expect duty M1 up overdue
expect act M1 overdue n=1
expect inbox of 佐藤 has M1 report overdue
佐藤 reports M1
# Another length takes the place of the first when it begins, not before.
関 issues clock-length clock=promptly length=1 unit=working_days from=2026-04-11T00:00 as C2
expect state C2 issued
expect state C1 in_force
on 2026-04-11 00:00
tick
expect state C2 in_force
expect state C1 ended
田中 notices incident source=inside noticed_at=2026-04-10T23:00 what=不審なメール as M2
# Saturday: the next working day is Monday 13 April, until its end.
expect duty M2 up open due=2026-04-13T23:59:59.999
