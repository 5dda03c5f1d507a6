story 5 what rests on an outsider's consent: not begun without it, not granted without it, ended with it
on 2026-04-01 08:30
include prefecture.town
include consents.town
article 5(1)
on 2026-04-10 09:00

# None chosen, somebody else's, one that is over before it begins, another kind of matter.
田中 applies information-exchange info_system=@健康台帳 lets_work=yes disclosed=構成 from=2026-04-11T00:00 until=2027-05-01T00:00
expect refused form.required field=consent
渡辺 applies information-exchange info_system=@健康台帳 lets_work=yes consent=@C1 disclosed=構成 from=2026-04-11T00:00 until=2027-05-01T00:00
expect refused form.not_found field=consent
田中 applies information-exchange info_system=@健康台帳 lets_work=yes consent=@METHOD disclosed=構成 from=2026-04-11T00:00 until=2027-05-01T00:00
expect refused form.not_found field=consent
田中 applies information-exchange info_system=@健康台帳 lets_work=yes consent=@C1 disclosed=構成 from=2027-04-01T00:00 until=2027-05-01T00:00
expect refused matter.gate_closed field=consent
# A colleague of the same division may rest on it.
伊藤 applies information-exchange info_system=@健康台帳 lets_work=yes consent=@C1 disclosed=構成 from=2026-04-11T00:00 until=2027-05-01T00:00 as A
expect link A requires to C1
佐藤 decides A grant
健田 decides A grant
expect state A granted
on 2026-04-11 00:00
tick
expect state A in_force
# What asks for none does not ask.
田中 applies information-exchange info_system=@健康台帳 lets_work=no party=国 disclosed=構成 from=2026-04-12T00:00 until=2026-05-01T00:00 as FREE
expect no link FREE requires

# Ended between the application and the decision: it can only be refused.
on 2026-05-01 09:00
file 同意書 "signed"
田中 explains outsider-consent outsider=東通信株式会社 work=回線の保守 basis=contract contract=通-3 due_on=2026-05-01 ends_on=2026-09-30 explained=説明書第1版 standard_told=yes secrecy_told=yes how=paper signatory=東 agreed_on=2026-05-01 signed=@@同意書 placed=yes officer=東 manager=東 system=東 as C2
田中 applies information-exchange info_system=@健康台帳 lets_work=yes consent=@C2 disclosed=構成 from=2026-05-02T00:00 until=2026-08-01T00:00 as B
佐藤 decides B grant
田中 ends C2 remark=契約を解除した
expect state C2 ended
expect state B in_review
健田 decides B grant
expect refused matter.gate_lapsed
健田 decides B refuse remark=同意が失効した
expect state B refused closed

# Granted, then the consent ends early: the permit ends with it, at once.
田中 explains outsider-consent outsider=東通信株式会社 work=回線の保守 basis=contract contract=通-4 due_on=2026-05-01 ends_on=2026-09-30 explained=説明書第1版 standard_told=yes secrecy_told=yes how=paper signatory=東 agreed_on=2026-05-01 signed=@@同意書 placed=yes officer=東 manager=東 system=東 as C3
田中 applies information-exchange info_system=@健康台帳 lets_work=yes consent=@C3 disclosed=構成 from=2026-05-02T00:00 until=2026-08-01T00:00 as D
佐藤 decides D grant
健田 decides D grant
on 2026-05-10 09:00
tick
expect state D in_force
佐藤 ends C3 remark=契約を解除した
expect state C3 ended
expect state D expired closed
expect state A in_force

# Renewed before its end: what rests on the old one goes on; the old one ends when the new begins.
on 2027-03-20 09:00
田中 explains outsider-consent outsider=北方保守株式会社 work=健康台帳の保守 basis=contract contract=健-20 due_on=2027-04-01 ends_on=2027-04-20 renews=@C1 explained=説明書第2版 standard_told=yes secrecy_told=yes how=paper signatory=北方 agreed_on=2027-03-19 signed=@@同意書 placed=yes officer=北方 manager=南 system=東 as C4
expect state C4 in_force
expect state C1 ended closed
expect state A in_force
# It may be chosen by the old number as well.
田中 applies information-exchange info_system=@健康台帳 lets_work=yes consent=@C1 disclosed=構成 from=2027-04-02T00:00 until=2027-05-01T00:00 as E
expect state E in_review
# Not renewed again: the permit ends in the middle of its period.
on 2027-04-21 00:00
tick
expect state C4 ended
expect state A expired closed
expect state E in_review
佐藤 decides E grant
expect refused matter.gate_lapsed
