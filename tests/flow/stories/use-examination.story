story 142: examined by the head security officer; for another purpose the person is told without delay
on 2026-04-01 08:30
include prefecture.town
article 142(1)
on 2026-04-10 09:00
佐藤 writes use-examination purpose=incident persons=伊藤 examined=ログ ended_at=2026-04-10T08:00 result=異常なし
expect refused matter.may_not_start
関 writes use-examination purpose=incident persons=伊藤 examined=ログ ordered=端末を触らない ended_at=2026-04-10T08:00 result=異常なし as M1
expect state M1 written
article 142(4)
関 writes use-examination purpose=other persons=伊藤 examined=ログ ended_at=2026-04-10T08:00 result=異常なし
expect refused form.required field=told_at
関 writes use-examination purpose=other persons=伊藤 examined=ログ ended_at=2026-04-10T08:00 result=異常なし told_at=2026-04-10T08:30 told_how=面談 as M2
expect state M2 written
