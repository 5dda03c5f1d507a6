story told from outside, without a system; no incident after all; one that is not weighty
on 2026-04-01 08:30
include prefecture.town
副島 issues csirt-designation member=@吉田 from=2026-04-01T08:30
article 72(1)
on 2026-04-10 09:00
田中 notices incident source=outside noticed_at=2026-04-10T08:50 what=住民から連絡 as M1
expect no duty M1 consulted
expect duty M1 up of security_manager at P1 open n=1
佐藤 reports M1
関 receives M1
総務 receives M1
副島 receives M1
article 73(1)
吉田 assesses M1 grounds=誤報
expect no duty M1 told_ciso
expect no duty M1 prevention
expect state M1 done closed

article 153(2)
田中 notices incident source=outside noticed_at=2026-04-10T08:50 what=住民から連絡 as M2
佐藤 reports M2
吉田 assesses M2 is_incident=yes grounds=誤送信
expect no duty M2 weighty
吉田 reports M2 @step=cause cause=x prevention=y
article 73(5)
expect duty M2 prevention of ciso open n=1
副島 instructs M2
関 carries_out M2
