story 151: an order to cut: what the barrier is told, what each division is told; restoring is another's decision
on 2026-04-01 08:30
include prefecture.town
article 151(1)
on 2026-04-10 09:00
# Who may not, cannot.
田中 issues cut-order scope=all ground=感染 reach=全部
expect refused matter.may_not_start
# What is cut is named, unless it is everything.
関 issues cut-order scope=zone ground=感染の疑い reach=LGWAN接続系の全部
expect refused form.required field=value
関 issues cut-order scope=zone value=lgwan ground=感染の疑い divisions=@H1,@P1 people=57 reach=LGWAN接続系の全部 as C1
expect state C1 in_force
expect effect C1 cut wanted
expect desired netd C1
# 151(2): at once, for each division; its people are told by their manager.
article 151(2)
expect matters network-cut n=2 as N1
expect inbox of 佐藤 has N1 carry_out
expect inbox of 佐藤 lacks C1
expect link C1 opens to N1
佐藤 carries_out N1 stopped_at=2026-04-10T09:04
article 151(4)
関 reports N1
副島 receives N1
expect state N1 done closed
# The barrier says that it holds; an order that was given is not taken back, only restored.
enforcer netd applied C1
expect effect C1 cut applied
関 annuls C1 remark=不要
expect refused matter.not_yours
# Whoever asks does not decide, 14(1).
article 14(1)
on 2026-04-10 11:00
関 applies cut-restoration cut=@C1 cause_gone=駆除した checked=全端末を検査した as R1
関 decides R1 grant
expect refused sod.own_application
関 withdraws R1
# Whoever manages some system does not lift what the head has cut.
情野 applies cut-restoration cut=@C1 info_system=@健康台帳 cause_gone=駆除した checked=検査した as R9
expect refused matter.not_covered field=info_system
情野 applies cut-restoration cut=@C1 cause_gone=駆除した checked=全端末を検査した as R2
expect desired netd C1
関 decides R2 grant
expect state R2 in_force
expect state C1 ended
expect effect C1 cut ending
expect no desired netd C1
enforcer netd removed C1
expect effect C1 cut removed
情野 carries_out R2 restored_at=2026-04-10T11:05 seen=疎通を確認した
expect state R2 done closed

# 151(3): a system manager who cuts is bound to report; the number declared is taken over.
article 151(3)
on 2026-04-11 09:00
健田 issues cut-order scope=device value=端末一 ground=感染 divisions=@H1 people=3 reach=端末一だけ
expect refused matter.may_not_start
健田 issues cut-order info_system=@健康台帳 scope=device value=端末一 ground=感染 divisions=@H1 people=3 reach=端末一だけ as C2
expect matters network-cut n=3 as N3
expect duty N3 reported of system_manager open act=report n=1
# The one who cut may restore, asked by somebody else.
情野 applies cut-restoration cut=@C2 info_system=@健康台帳 cause_gone=駆除した checked=検査した as R3
健田 decides R3 grant
expect state C2 ended
# What is restored is not restored again.
情野 applies cut-restoration cut=@C2 info_system=@健康台帳 cause_gone=駆除した checked=検査した
expect refused matter.gate_closed field=cut
expect ledger
