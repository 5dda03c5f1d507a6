story the inspection of all media: sheets, a missing one opens an incident, departments compile
on 2026-04-01 08:30
include prefecture.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
佐藤 writes media-register division=@P1 number=A-002 kind=usb place=書庫
情野 writes media-register division=@PD1 number=D-001 kind=usb place=書庫
健田 writes media-register division=@H1 number=B-001 kind=usb place=書庫
article 48(1)
on 2026-04-10 09:00
佐藤 opens media-inspection due=2026-04-30 instructions=現物を確認
expect refused matter.may_not_start
関 opens media-inspection due=9999-12-31 instructions=現物を確認
expect refused form.moment_far field=due
関 opens media-inspection due=2026-04-30 instructions=現物を確認 as M1
expect duty M1 sheet open n=3
expect duty M1 sheet of security_manager at P1 open due=2026-04-30T23:59:59.999
expect no duty M1 sheet at E1
佐藤 fills M1 A-001.found=yes_here
expect refused form.choose
健田 fills M1 B-001.found=yes_here
article 48(2)
# The department's last sheet is in: its result, while others still fill theirs.
expect duty M1 department_result of media_inspection_officer at H open n=1
expect no duty M1 department_result at P
expect inbox of 点野 has M1 report
article 48(1)
佐藤 fills M1 A-001.found=yes_here A-002.found=missing A-002.note=探したがない
expect link M1 opens as I1
article 71(1)
expect state I1 running
expect page of 佐藤 I1 says A-002
expect duty I1 up of security_manager at P1 open n=1
article 48(2)
expect no duty M1 department_result at P
情野 fills M1 D-001.found=out_with_permit surplus=なし
expect duty M1 department_result at P open n=1
監物 reports M1
expect duty M1 department_result of head_security_officer open act=receive n=1
expect duty M1 department_result of security_officer at P open act=receive n=1
article 48(3)
expect no duty M1 compiled
点野 reports M1
expect duty M1 compiled of head_security_officer open n=1
関 reports M1
expect refused form.required field=summary
関 reports M1 summary=所在不明１件
expect duty M1 compiled of ciso open act=receive n=1
副島 receives M1
関 receives M1
関 receives M1
総務 receives M1
保坂 receives M1
expect state M1 done closed
on 2026-04-30 23:59
tick
