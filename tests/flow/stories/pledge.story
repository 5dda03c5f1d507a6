story 60(2) part-time staff sign that they will follow the policy, on paper or here
on 2026-04-01 08:30
include prefecture.town
article 60(2)
on 2026-04-10 09:00
file 同意書 "signed"
田中 explains policy-pledge person=@伊藤 kind=fiscal_year hired_on=2026-04-01 ends_on=2027-03-31 explained=手引 understood=yes how=here
expect refused matter.may_not_start
佐藤 explains policy-pledge person=@佐藤 kind=fiscal_year hired_on=2026-04-01 ends_on=2027-03-31 explained=手引 understood=yes how=here
expect refused form.not_oneself field=person
article 60(1)
佐藤 explains policy-pledge person=@伊藤 kind=fiscal_year hired_on=2026-04-01 ends_on=2027-03-31 explained=手引 understood=no how=here
expect refused form.must_be_yes field=understood
article 60(2)
佐藤 explains policy-pledge person=@伊藤 kind=fiscal_year hired_on=2026-04-01 ends_on=2027-03-31 explained=手引 understood=yes how=here as P
expect state P explained
expect inbox of 伊藤 has P agree
佐藤 agrees P grant
expect refused matter.not_yours
伊藤 agrees P grant
expect state P in_force
佐藤 explains policy-pledge person=@田中 kind=part_time hired_on=2026-04-01 ends_on=2027-03-31 explained=手引 understood=yes how=paper agreed_on=2026-04-01
expect refused form.required field=signed
# The manager is away: the deputy does it.
佐藤 issues deputy-designation division=P1 deputy=@鈴木 from=2026-04-10T09:00
鈴木 explains policy-pledge person=@田中 kind=part_time hired_on=2026-04-01 ends_on=2027-03-31 explained=手引 understood=yes how=paper agreed_on=2026-04-01 signed=@@同意書
expect refused matter.may_not_start
absent 佐藤 from=2026-04-10T09:00
鈴木 explains policy-pledge person=@田中 kind=part_time hired_on=2026-04-01 ends_on=2027-03-31 explained=手引 understood=yes how=paper agreed_on=2026-04-01 signed=@@同意書 as Q
expect state Q in_force
expect act Q explain by 鈴木 role=security_manager
on 2027-04-01 00:00
tick
expect state P ended
expect state Q ended
