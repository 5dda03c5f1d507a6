story 151: cut by the system manager and by the head security officer; terminals stop, or the proviso
on 2026-04-01 08:30
include prefecture.town
article 151(1)
on 2026-04-10 09:00
田中 tells network-cut division=@P1 cut_at=2026-04-10T08:50 reach=課の全部 ground=感染
expect refused matter.may_not_start
# A system manager cuts what is in his charge, so that 151(3) binds him.
健田 tells network-cut division=@P1 cut_at=2026-04-10T08:50 reach=課の全部 ground=感染
expect refused matter.may_not_start
健田 tells network-cut info_system=@健康台帳 division=@P1 cut_at=2026-04-10T08:50 reach=課の全部 ground=感染の疑い as M1
article 151(2)
expect duty M1 stopped of security_manager at P1 open act=carry_out n=1
expect no duty M1 told_otherwise
佐藤 carries_out M1 stopped_at=2026-04-10T08:55
article 151(3)
expect duty M1 reported of system_manager open act=report n=1
expect no duty M1 told_ciso
健田 reports M1 cause=暗号化の被害 people=12
expect inbox of 佐藤 has M1 receive
expect inbox of 関 has M1 receive
佐藤 receives M1
関 receives M1
article 151(4)
expect duty M1 told_ciso of head_security_officer open act=report n=1
関 reports M1
副島 receives M1
expect state M1 done closed

# The head security officer cut, and instructed otherwise: terminals need not stop.
article 151(2)
関 tells network-cut division=@H1 cut_at=2026-04-10T10:00 reach=インターネットの口 ground=攻撃 otherwise=庁内の業務は続けてよい as M2
expect no duty M2 stopped
expect duty M2 told_otherwise of security_manager at H1 open n=1
article 151(3)
expect no duty M2 reported
article 151(4)
expect duty M2 told_ciso of head_security_officer open act=report n=1
健田 acknowledges M2
関 reports M2
副島 receives M2
expect state M2 done closed
