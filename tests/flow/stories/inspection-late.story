story a sheet that is late is late once
on 2026-04-01 08:30
include prefecture.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
article 48(1)
関 opens media-inspection due=2026-04-10 instructions=現物を確認 as M1
on 2026-04-11 09:00
tick
tick
expect duty M1 sheet at P1 open overdue
expect act M1 overdue n=1
佐藤 fills M1 A-001.found=yes_here
expect duty M1 sheet at P1 done
expect no link M1 opens
