story 5 what an outsider must agree to before anything is let out of hand
on 2026-04-01 08:30
include prefecture.town
person 外野 member=outsider

# No method set, no consent.
article 5(1)
file 同意書 "signed"
田中 explains outsider-consent outsider=北方保守株式会社 work=保守 basis=contract contract=健-12 due_on=2026-04-10 ends_on=2027-03-31 explained=説明書第1版 standard_told=yes secrecy_told=yes how=paper signatory=北方 agreed_on=2026-04-01 signed=@@同意書 placed=yes officer=北方 manager=南 system=東
expect refused matter.gate_closed field=basis
佐藤 issues consent-method basis=contract method=書面 explained=基準 placed=責任者 from=2026-04-01T00:00
expect refused matter.may_not_start
include consents.town
expect state C1 in_force
expect period C1 from=2026-04-01T00:00
expect act C1 explain by 田中 n=1

# Everything must have been explained; what is signed is kept with it.
田中 explains outsider-consent outsider=北方保守株式会社 work=保守 basis=contract contract=健-13 due_on=2026-04-10 ends_on=2027-03-31 explained=説明書第1版 standard_told=yes secrecy_told=no how=paper signatory=北方 agreed_on=2026-04-01 signed=@@同意書 placed=yes officer=北方 manager=南 system=東
expect refused form.must_be_yes field=secrecy_told
田中 explains outsider-consent outsider=北方保守株式会社 work=保守 basis=contract contract=健-13 due_on=2026-04-10 ends_on=2027-03-31 explained=説明書第1版 standard_told=yes secrecy_told=yes how=paper signatory=北方 agreed_on=2026-04-01 placed=yes officer=北方 manager=南 system=東
expect refused form.required field=signed
田中 explains outsider-consent outsider=北方保守株式会社 work=保守 basis=contract contract=健-13 due_on=2026-04-10 ends_on=2027-03-31 explained=説明書第1版 standard_told=yes secrecy_told=yes how=paper signatory=北方 agreed_on=2026-04-02 signed=@@同意書 placed=yes officer=北方 manager=南 system=東
expect refused form.not_yet field=agreed_on

# Late: not without its reason; then it stands, and the reason with it.
on 2026-04-20 09:00
田中 explains outsider-consent outsider=東通信株式会社 work=回線の保守 basis=contract contract=通-3 due_on=2026-04-10 ends_on=2026-06-30 explained=説明書第1版 standard_told=yes secrecy_told=yes how=paper signatory=東 agreed_on=2026-04-17 signed=@@同意書 placed=no
expect refused form.required field=late_reason
田中 explains outsider-consent outsider=東通信株式会社 work=回線の保守 basis=contract contract=通-3 due_on=2026-04-10 ends_on=2026-06-30 explained=説明書第1版 standard_told=yes secrecy_told=yes how=paper signatory=東 agreed_on=2026-04-17 signed=@@同意書 late_reason=担当者の交代で遅れた。業務はまだ行わせていない placed=no as LATE
expect state LATE in_force
expect page of 関 LATE says 担当者の交代で遅れた
expect page of 伊藤 LATE says 東通信株式会社

# 5の2, 9(6): whom they place, and the report to the head security officer for each consent.
article 9(6)
expect duty C1 reported of head_security_officer done by 関
expect no duty LATE reported
expect inbox of 田中 has LATE carry_out
関 carries_out LATE their_officer=東 their_manager=西 their_system=南
expect refused matter.not_yours
田中 carries_out LATE their_officer=東 their_manager=西
expect refused form.required field=their_system
田中 carries_out LATE their_officer=東 their_manager=西 their_system=南
expect duty LATE reported of head_security_officer open
関 receives LATE
expect duty LATE reported done by 関

# Who reads the book reads the consents of his division, others do not.
article 5(1)
expect sees 伊藤 C1
expect sees 情野 C1
expect no sees 渡辺 C1

# It ends with the contract.
on 2026-07-01 00:00
tick
expect state LATE ended closed
on 2026-07-01 09:00
伊藤 ends C1 remark=解約
expect refused matter.not_yours
田中 ends C1
expect refused form.required field=remark
田中 ends C1 remark=契約を解除した
expect state C1 ended closed

# 5(2): without a contract, here, by the outsider who has an account; never by who explained.
article 5(2)
田中 explains outsider-consent outsider=外野研究所 work=試験利用 basis=no_contract due_on=2026-07-10 ends_on=2026-09-30 explained=説明書第1版 standard_told=yes secrecy_told=yes how=here counterpart=@渡辺 placed=yes officer=外野 manager=外野 system=外野
expect refused form.not_among field=counterpart
田中 explains outsider-consent outsider=外野研究所 work=試験利用 basis=no_contract due_on=2026-07-10 ends_on=2026-09-30 explained=説明書第1版 standard_told=yes secrecy_told=yes how=here counterpart=@外野 placed=yes officer=外野 manager=外野 system=外野 as HERE
expect state HERE explained
expect duty HERE agreed open act=agree
expect no duty HERE reported
expect inbox of 外野 has HERE agree
田中 agrees HERE grant
expect refused matter.not_yours
佐藤 ends HERE remark=まだ
expect refused matter.not_now
外野 agrees HERE grant
expect state HERE in_force
expect duty HERE reported of head_security_officer open
関 receives HERE

# Who declines has not agreed; after the day the consent is late.
田中 explains outsider-consent outsider=外野研究所 work=別の試験 basis=no_contract due_on=2026-07-10 ends_on=2026-09-30 explained=説明書第1版 standard_told=yes secrecy_told=yes how=here counterpart=@外野 placed=yes officer=外野 manager=外野 system=外野 as NO
外野 agrees NO refuse remark=守秘義務の範囲が広い
expect state NO refused closed
田中 explains outsider-consent outsider=外野研究所 work=別の試験 basis=no_contract due_on=2026-07-10 ends_on=2026-09-30 explained=説明書第1版 standard_told=yes secrecy_told=yes how=here counterpart=@外野 placed=yes officer=外野 manager=外野 system=外野 as SLOW
on 2026-07-11 00:00
tick
expect duty SLOW agreed open overdue
田中 withdraws SLOW
expect state SLOW withdrawn closed
