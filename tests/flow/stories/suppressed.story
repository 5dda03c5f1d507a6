story a report of an incident is not made to disappear, nor marked by whom it does not concern
on 2026-04-01 08:30
include prefecture.town
副島 issues csirt-designation member=@吉田 from=2026-04-01T08:30
article 71(1)
on 2026-04-10 09:00
渡辺 notices incident source=inside noticed_at=2026-04-10T08:50 what=課長がUSBを紛失 as M1
# Anybody may report, so "who may report" is no word on who may take it back.
健田 annuls M1 remark=なかったことにする
expect refused matter.not_yours
吉田 annuls M1 remark=なかったことにする
expect refused matter.not_found
expect state M1 running
健田 reports M1
article 73(1)
# Once it has gone on its way, not even who reported it.
渡辺 annuls M1 remark=やはりなかった
expect refused matter.not_yours
article 71(1)
# A slip is taken back by who made it, as long as nobody has acted on it.
渡辺 notices incident source=inside noticed_at=2026-04-10T08:50 what=誤って送信 as M2
渡辺 annuls M2 remark=誤送信
expect state M2 annulled closed
article 14(3)
# A reference names only what one may see.
田中 applies double-role-exception matter=@M1 reason=他にいない no_substitute=いない
expect refused form.not_found field=matter
expect no link M1 amends
