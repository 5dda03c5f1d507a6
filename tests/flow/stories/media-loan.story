story 46(3) media lent to an outsider: terms agreed to in writing each time, and only for these media
on 2026-04-01 08:30
include prefecture.town
article 46(3)
on 2026-04-10 09:00
佐藤 writes media-register division=P1 number=A-1 kind=usb place=書庫
佐藤 writes media-register division=P1 number=A-2 kind=usb place=書庫
file 同意書 "signed"
# The security manager who keeps them, and nobody else, sets the terms.
田中 explains media-loan-consent media=A-1 outsider=東印刷 content=原稿 no_copies=yes keeping=施錠 signatory=東 agreed_on=2026-04-10 until=2026-04-20 signed=@@同意書
expect refused matter.may_not_start
佐藤 explains media-loan-consent media=A-1 outsider=東印刷 content=原稿 no_copies=no keeping=施錠 signatory=東 agreed_on=2026-04-10 until=2026-04-20 signed=@@同意書
expect refused form.must_be_yes field=no_copies
佐藤 explains media-loan-consent media=A-1 outsider=東印刷 content=原稿 no_copies=yes keeping=施錠 signatory=東 agreed_on=2026-04-10 until=2026-04-20
expect refused form.required field=signed
佐藤 explains media-loan-consent media=A-1 outsider=東印刷 content=原稿 no_copies=yes keeping=施錠 signatory=東 agreed_on=2026-04-10 until=2026-04-20 signed=@@同意書 as LOAN
expect state LOAN in_force
expect shelf of 田中 media-loans has 東印刷 n=1

# Taken out for it: not without, not for another medium, not beyond its end.
田中 applies media-take-out media=A-1 perimeter=external exemption=none reason=印刷 content=原稿 destination=東印刷 from=2026-04-11T09:00 until=2026-04-12T17:00
expect refused form.required field=lent
田中 applies media-take-out media=A-1 perimeter=external lent=yes exemption=none reason=印刷 content=原稿 destination=東印刷 from=2026-04-11T09:00 until=2026-04-12T17:00
expect refused form.required field=loan
田中 applies media-take-out media=A-2 perimeter=external lent=yes loan=@LOAN exemption=none reason=印刷 content=原稿 destination=東印刷 from=2026-04-11T09:00 until=2026-04-12T17:00
expect refused matter.not_covered field=media
田中 applies media-take-out media=A-1 perimeter=external lent=yes loan=@LOAN exemption=none reason=印刷 content=原稿 destination=東印刷 from=2026-04-22T09:00 until=2026-04-23T17:00
expect refused matter.gate_closed field=loan
田中 applies media-take-out media=A-1 perimeter=external lent=yes loan=@LOAN exemption=none reason=印刷 content=原稿 destination=東印刷 from=2026-04-11T09:00 until=2026-04-25T17:00 as OUT
佐藤 decides OUT grant
on 2026-04-11 09:00
tick
田中 takes OUT
expect state OUT in_use
# The consent has ended and it is still there: late.
on 2026-04-21 00:00
tick
expect state LOAN ended
expect state OUT in_use overdue
田中 returns OUT
expect state OUT returned closed
# The next loan is a new consent.
田中 applies media-take-out media=A-1 perimeter=external lent=yes loan=@LOAN exemption=none reason=印刷 content=原稿 destination=東印刷 from=2026-04-22T09:00 until=2026-04-23T17:00
expect refused matter.gate_closed field=loan
