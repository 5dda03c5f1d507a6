story 162, 163(2), 164: permitted only when all eight points hold, with the papers of 175
on 2026-04-01 08:30
include prefecture.town
file 要件 "164(2)"
file 規程案 rules
file 確認 "174"
article 162
on 2026-04-10 09:00
田中 applies external-service kind=terms name=地図 provider=甲社 specification=地図の共有 security=認証あり need=防災 confirmed=yes points=@@要件 rules=@@規程案 measures=@@確認 from=2026-05-01T00:00
expect refused matter.may_not_start
article 163(2)
佐藤 applies external-service kind=abroad name=地図 provider=甲社 specification=地図の共有 security=認証あり need=防災 confirmed=yes points=@@要件 rules=@@規程案 measures=@@確認 from=2026-05-01T00:00
expect refused form.required field=special_ground
article 175
佐藤 applies external-service kind=terms name=地図 provider=甲社 specification=地図の共有 security=認証あり need=防災 confirmed=yes points=@@要件 measures=@@確認 from=2026-05-01T00:00
expect refused form.required field=rules
article 174
佐藤 applies external-service kind=terms name=地図 provider=甲社 specification=地図の共有 security=認証あり need=防災 confirmed=no points=@@要件 rules=@@規程案 measures=@@確認 from=2026-05-01T00:00
expect refused form.must_be_yes field=confirmed
佐藤 applies external-service kind=terms name=地図 provider=甲社 specification=地図の共有 security=認証あり need=防災 confirmed=yes points=@@要件 rules=@@規程案 measures=@@確認 from=2026-05-01T00:00 as M1
article 164(2)
expect duty M1 decided of head_security_officer open n=1
expect no paper M1 written_permit
# One of the eight does not hold: no permission.
関 decides M1 grant reasonable=yes fitting=yes law=no_fear whole_way=yes weighty=none no_effect=no acceptable=yes nothing_against=yes
expect refused form.must_be_yes field=no_effect
関 decides M1 grant reasonable=yes fitting=yes law=no_fear whole_way=yes no_effect=yes acceptable=yes nothing_against=yes
expect refused form.choose field=weighty
expect state M1 in_review
関 decides M1 grant reasonable=yes fitting=yes law=no_fear whole_way=yes weighty=none no_effect=yes acceptable=yes nothing_against=yes
expect state M1 granted
expect paper M1 written_permit
on 2026-05-01 00:00
tick
expect state M1 in_force

# Refused: a reason is enough, the points need no answer.
article 163(2)
健田 applies external-service kind=abroad name=翻訳 provider=乙社 specification=翻訳 security=不明 need=便利 special_ground=なし confirmed=yes points=@@要件 rules=@@規程案 measures=@@確認 info_system=@健康台帳 from=2026-06-01T00:00 as M2
関 decides M2 refuse remark=国内法の適用に支障がある
expect state M2 refused closed
