story the content of what is over is erased; who did what stays
on 2026-04-01 08:30
include prefecture.town
article 47(2)
on 2026-04-10 09:00
佐藤 writes media-register number=A-1 kind=usb serial=S-77 encrypted=yes place=金庫 division=@P1 as R1
田中 applies media-take-out media=A-1 perimeter=outside_office exemption=none reason=会議 content=個人情報 destination=三階 from=2026-04-10T10:00 until=2026-04-10T18:00 as M1
佐藤 decides M1 grant remark=気をつけて
on 2026-04-10 10:05
tick
田中 takes M1
田中 returns M1
expect state M1 returned closed
佐藤 applies media-take-out media=A-1 perimeter=outside_office exemption=none reason=x content=x destination=x from=2026-04-11T10:00 until=2026-04-11T18:00 as M2
佐藤 withdraws M2
# Entered by the one who would decide on erasing it.
佐藤 applies media-take-out @behalf=田中 media=A-1 perimeter=outside_office exemption=none reason=x content=x destination=x from=2026-04-11T10:00 until=2026-04-11T18:00 as M3
田中 withdraws M3

# A year, counted from the end of fiscal year 2026: from 1 April 2028.
on 2028-03-31 23:59
expect no erasure M1 due for 佐藤
佐藤 erases M1
expect refused erase.too_early
on 2028-04-01 00:00
expect erasure M1 due for 佐藤 can
expect erasure M2 due for 佐藤 own
expect no erasure M1 due for 健田
expect no erasure M1 due for 田中
田中 erases M1
expect refused erase.not_yours
健田 erases M1
expect refused erase.not_yours
佐藤 erases M2
expect refused erase.own
expect erasure M3 due for 佐藤 own
佐藤 erases M3
expect refused erase.own
佐藤 erases M1 M2
expect refused erase.own
expect erasure M1 due for 佐藤 can
佐藤 erases
expect refused erase.none_chosen

# Held: the matter, its division, everything.
article 73(4)
関 issues legal-hold matter=@M1 reason=調査 from=2028-04-01T00:00 as L1
expect erasure M1 due for 佐藤 held
佐藤 erases M1
expect refused erase.held
関 annuls L1 remark=終了
関 issues legal-hold division=@P1 reason=監査 from=2028-04-01T00:00 until=2028-04-02T00:00 as L2
佐藤 erases M1
expect refused erase.held
関 issues legal-hold reason=全て from=2028-04-01T00:00 until=2028-04-02T00:00 as L3
# Both a matter and a division: each is held, not only the matter.
関 issues legal-hold matter=@R1 division=@P1 reason=両方 from=2028-04-01T00:00 until=2028-04-02T00:00 as L4
関 annuls L2 remark=終了
関 annuls L3 remark=終了
佐藤 erases M1
expect refused erase.held
on 2028-04-02 00:00
tick
expect state L4 ended
article 47(3)
佐藤 erases M1 @key=once
expect no erasure M1 due for 佐藤
expect erasure M1 erased for 佐藤 contents=2 files=0
expect erasure M1 erased for 監物 years=1
expect no erasure M1 erased for 健田
# A double click, then again with another key.
佐藤 erases M1 @key=once
佐藤 erases M1
expect refused erase.nothing
expect no page of 佐藤 M1 says 個人情報
expect no page of 佐藤 M1 says 気をつけて
expect page of 佐藤 M1 says 47(3)
expect act M1 decide by 佐藤 n=1
expect act M1 begin_use by 田中 n=1
expect state M1 returned closed

# What a row of a book is made of stays while the row is in use.
article 46(1)
on 2032-04-01 09:00
expect erasure R1 due for 佐藤 in_use
佐藤 erases R1
expect refused erase.own
関 erases R1
expect refused erase.in_use

# The medium is disposed of: its row is out of use, and goes with the matter that wrote it; files too.
