story 186-192: planned, audited, reported to the CISO, who instructs; no audit without independence
on 2026-04-01 08:30
include prefecture.town
監物 issues auditor-designation auditor=@吉田 from=2026-04-01T08:30
article 187(1)
on 2026-04-10 09:00
監物 writes audit-plan fiscal_year=2026 ground=yearly targets=保健部 points=媒体 begins=2026-06-01 ends=2026-06-30 auditors=吉田 independent=no expert=yes
expect refused form.must_be_yes field=independent
article 187(2)
監物 writes audit-plan fiscal_year=2026 ground=yearly targets=保健部 points=媒体 begins=2026-06-01 ends=2026-06-30 auditors=吉田 independent=yes expert=no
expect refused form.must_be_yes field=expert
article 188(1)
情野 writes audit-plan fiscal_year=2026 ground=yearly targets=保健部 points=媒体 begins=2026-06-01 ends=2026-06-30 auditors=吉田 independent=yes expert=yes
expect refused matter.may_not_start
監物 writes audit-plan fiscal_year=2026 ground=yearly targets=保健部 points=媒体 begins=2026-06-01 ends=2026-06-30 auditors=吉田 independent=yes expert=yes as A1
expect state A1 written
article 191
on 2026-07-01 09:00
吉田 writes audit-result kind=unit division=@H1 independent=yes ended_on=2026-06-30 examined=管理簿 findings=棚卸しがない
expect refused form.required field=kept
article 189
吉田 writes audit-result kind=contractor independent=yes ended_on=2026-06-30 examined=契約 findings=なし kept=金庫
expect refused form.required field=contractor
article 188(1)
吉田 writes audit-result kind=unit division=@H1 independent=yes ended_on=2026-06-30 examined=管理簿 findings=棚卸しがない kept=金庫 as A2
expect state A2 to_confirm
監物 confirms A2
expect state A2 written
article 190
監物 writes audit-report fiscal_year=2026 summary=良好 findings=保健部健康課 across=棚卸しの様式 as A3
expect inbox of 副島 has A3 receive
副島 receives A3
article 192
関 tells audit-followup kind=finding division=@H1 finding=棚卸しがない
expect refused matter.may_not_start
副島 tells audit-followup kind=finding finding=棚卸しがない
expect refused form.required field=division
副島 tells audit-followup kind=finding division=@H1 finding=棚卸しがない as F1
expect duty F1 manager of security_manager at H1 open act=carry_out n=1
健田 carries_out F1 dealt=棚卸しをした
expect duty F1 confirmed of ciso open n=1
副島 confirms F1
expect state F1 done closed
副島 tells audit-followup kind=same division=@P1 finding=棚卸しがない as F2
expect duty F2 checked of security_manager at P1 open act=carry_out n=1
佐藤 carries_out F2 exists=no state=毎月している
副島 confirms F2
副島 tells audit-followup kind=across finding=様式がない as F3
expect duty F3 chief of head_security_officer open act=carry_out n=1
関 carries_out F3 dealt=様式を定めた
副島 confirms F3
expect state F3 done closed
