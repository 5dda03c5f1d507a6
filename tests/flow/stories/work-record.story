story 80, 83 work on systems is written down, changes are checked by a second person; faults are kept
on 2026-04-01 08:30
include prefecture.town
include consents.town
article 80(1)
on 2026-04-10 12:00
渡辺 writes work-record info_system=@健康台帳 kind=operation what=再起動 began=2026-04-10T10:00 ended=2026-04-10T10:10 by=staff worker=@渡辺 result=正常
expect refused matter.may_not_start
健田 writes work-record info_system=@健康台帳 kind=operation what=再起動 began=2026-04-10T10:10 ended=2026-04-10T10:10 by=staff worker=@渡辺 result=正常
expect refused form.must_be_later field=ended
健田 writes work-record info_system=@健康台帳 kind=operation what=再起動 began=2026-04-10T10:00 ended=2026-04-10T12:10 by=staff worker=@渡辺 result=正常
expect refused form.not_yet field=ended
健田 writes work-record info_system=@健康台帳 kind=operation what=再起動 began=2026-04-10T10:00 ended=2026-04-10T10:10 by=staff worker=@渡辺 result=正常 as OP
expect state OP written closed

# A change: by two, who are two; the second confirms. Whoever wrote it does not.
article 80(3)
健田 writes work-record info_system=@健康台帳 kind=change what=改修 began=2026-04-10T10:00 ended=2026-04-10T11:00 by=staff worker=@渡辺 result=正常
expect refused form.choose field=pair
健田 writes work-record info_system=@健康台帳 kind=change what=改修 began=2026-04-10T10:00 ended=2026-04-10T11:00 by=staff worker=@渡辺 pair=staff second=@渡辺 result=正常
expect refused form.same_person field=second
健田 writes work-record info_system=@健康台帳 kind=change what=改修 began=2026-04-10T10:00 ended=2026-04-10T11:00 by=staff worker=@健田 pair=staff second=@渡辺 result=正常 as CH
expect state CH to_confirm
expect inbox of 渡辺 has CH confirm
expect no sees 田中 CH
健田 confirms CH grant
expect refused matter.not_yours
渡辺 confirms CH grant
expect state CH written closed
expect act CH confirm by 渡辺 why=assigned
# The one who writes it is the second: nobody could check it but himself.
健田 writes work-record info_system=@健康台帳 kind=change what=改修 began=2026-04-10T10:00 ended=2026-04-10T11:00 by=staff worker=@渡辺 pair=staff second=@健田 result=正常
expect refused form.not_oneself field=second
# The second did not see it so: the record falls.
健田 writes work-record info_system=@健康台帳 kind=change what=改修 began=2026-04-10T10:00 ended=2026-04-10T11:00 by=staff worker=@健田 pair=staff second=@渡辺 result=正常 as NO
渡辺 confirms NO refuse remark=立ち会っていない
expect state NO annulled closed
# Alone, with the reason.
健田 writes work-record info_system=@健康台帳 kind=change what=緊急の修正 began=2026-04-10T10:00 ended=2026-04-10T11:00 by=staff worker=@健田 pair=alone result=正常
expect refused form.required field=alone_reason
健田 writes work-record info_system=@健康台帳 kind=change what=緊急の修正 began=2026-04-10T10:00 ended=2026-04-10T11:00 by=staff worker=@健田 pair=alone alone_reason=休日で一人 result=正常 as ALONE
expect state ALONE written
expect shelf of 情野 work-records has 休日で一人 n=1
expect shelf of 渡辺 work-records lacks 休日で一人

# A contractor works under a consent that was in force then.
article 5(1)
情野 explains outsider-consent outsider=西開発株式会社 work=改修 basis=contract contract=開-1 due_on=2026-04-10 ends_on=2026-12-31 explained=説明書第1版 standard_told=yes secrecy_told=yes how=paper signatory=西 agreed_on=2026-04-10 signed=@@同意書 placed=yes officer=西 manager=西 system=西 as WEST
情野 writes work-record info_system=@メール kind=change what=更新 began=2026-04-09T10:00 ended=2026-04-09T11:00 by=contractor consent=@WEST contractor=西一郎 pair=contractor second_name=西二郎 result=正常
expect refused matter.gate_closed field=consent
情野 writes work-record info_system=@メール kind=change what=更新 began=2026-04-10T10:00 ended=2026-04-10T11:00 by=contractor consent=@WEST contractor=西一郎 pair=contractor second_name=西二郎 result=正常 as WC
expect state WC written
# Ended since: what was done before may still be written down, what is done after may not.
on 2026-04-20 12:00
情野 ends WEST remark=解約
情野 writes work-record info_system=@メール kind=operation what=点検 began=2026-04-19T10:00 ended=2026-04-19T11:00 by=contractor consent=@WEST contractor=西一郎 result=正常 as WB
expect state WB written
on 2026-04-21 12:00
情野 writes work-record info_system=@メール kind=operation what=点検 began=2026-04-21T10:00 ended=2026-04-21T11:00 by=contractor consent=@WEST contractor=西一郎 result=正常
expect refused matter.gate_closed field=consent

# 83: anybody reports, the system's people deal with it, both they and the head security officer keep it.
article 83
渡辺 notices system-fault info_system=@メール noticed_at=2026-04-21T13:00 what=送信できない
expect refused form.not_yet field=noticed_at
渡辺 notices system-fault info_system=@メール noticed_at=2026-04-21T11:00 what=送信できない as FAULT
expect duty FAULT handled of system_manager open
expect no duty FAULT kept
渡辺 carries_out FAULT cause=不明 done=再起動 breach=no
expect refused matter.not_yours
情野 carries_out FAULT cause=不明 done=再起動
expect refused form.required field=breach
情野 carries_out FAULT cause=メモリ不足 done=再起動 restored_at=2026-04-21T11:30 problems=増設が必要 breach=no
expect duty FAULT kept of head_security_officer open
関 receives FAULT
expect state FAULT done closed
expect shelf of 健田 faults has 送信できない n=1
expect page of 渡辺 FAULT says 増設が必要
