story 167: checked, told to the head security officer, and to the CISO when weighty
on 2026-04-01 08:30
include prefecture.town
article 167
on 2026-04-10 09:00
田中 writes contractor-check division=@P1 contractor=丙社 contract=保守 checked_on=2026-04-09 how=立入 ensured=yes state=良好 weighty=no
expect refused matter.may_not_start
佐藤 writes contractor-check division=@P1 contractor=丙社 contract=保守 checked_on=2026-04-09 how=立入 ensured=no state=入退室の記録がない weighty=yes
expect refused form.required field=measures
佐藤 writes contractor-check division=@P1 contractor=丙社 contract=保守 checked_on=2026-04-09 how=立入 ensured=no state=入退室の記録がない measures=改善を求めた weighty=yes as M1
expect inbox of 関 has M1 receive
expect inbox of 副島 has M1 receive
関 receives M1
副島 receives M1
佐藤 writes contractor-check division=@P1 contractor=丁社 contract=運用 checked_on=2026-04-09 how=書面 ensured=yes state=良好 weighty=no as M2
expect inbox of 関 has M2 receive
expect inbox of 副島 lacks M2 receive
