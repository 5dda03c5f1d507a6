story an incident noticed inside, with a system, weighty, to the CISO's instruction
on 2026-04-01 08:30
include prefecture.town
副島 issues csirt-designation member=@吉田 from=2026-04-01T08:30
article 71(1)
on 2026-04-10 09:00
渡辺 notices incident source=inside noticed_at=2026-04-10T08:50 what=台帳が暗号化された info_system=@健康台帳 as M1
article 71(2)
expect duty M1 consulted of system_manager open n=1
expect duty M1 up of security_manager at H1 open n=1
expect no duty M1 assessed
健田 reports M1
article 10(6)
expect duty M1 up open act=receive n=3
expect inbox of 関 has M1 receive
expect inbox of 保坂 has M1 receive
expect inbox of 副島 has M1 receive
article 73(1)
expect duty M1 assessed of csirt open n=1
expect inbox of 吉田 has M1 assess
吉田 assesses M1 is_incident=yes weighty=yes
expect refused form.required field=grounds
吉田 assesses M1 is_incident=yes weighty=yes grounds=ランサムウェア
article 73(2)
expect duty M1 told_ciso of csirt open n=1
expect duty M1 contain of csirt open n=1
expect duty M1 cause of csirt open n=1
article 153(1)
expect duty M1 weighty of head_security_officer open act=report n=1
expect duty M1 weighty of security_manager at H1 open act=notice n=1
expect duty M1 weighty of system_manager open act=notice n=1
expect no duty M1 prevention
article 73(3)
吉田 instructs M1
expect duty M1 contain of security_officer at H open act=carry_out n=1
保坂 carries_out M1
article 73(4)
吉田 reports M1 @step=told_ciso
吉田 reports M1 @step=cause cause=メール prevention=教育
expect no duty M1 prevention
article 153(1)
関 reports M1
article 73(5)
expect duty M1 prevention of ciso open act=instruct n=1
副島 instructs M1
expect duty M1 prevention of prevention_addressee open act=carry_out n=1
関 carries_out M1
expect state M1 running
# What is left is to be acknowledged.
健田 consults M1
関 receives M1
保坂 receives M1
副島 receives M1
副島 receives M1
副島 receives M1
副島 receives M1
健田 acknowledges M1
健田 acknowledges M1
expect state M1 done closed
