story 197, 198: an employee tells what to review; the head security officer weighs all results
on 2026-04-01 08:30
include prefecture.town
article 198(2)
on 2026-04-10 09:00
田中 notices review-suggestion to=system what=古い手順
expect refused form.required field=info_system
田中 notices review-suggestion to=manager what=古い手順 as M1
expect duty M1 manager of security_manager at P1 open act=assess n=1
expect no duty M1 chief
佐藤 assesses M1 answer=改める
expect state M1 done closed
article 197
関 writes measures-review audits=良好 inspections=良好 changes=新しい脅威 reviewed=手順
expect refused form.required field=drills
関 writes measures-review audits=良好 inspections=良好 drills=連絡が遅い changes=新しい脅威 reviewed=手順 as M2
expect state M2 written
article 198(1)
田中 writes measures-review division=@P1 changes=異動 reviewed=手順
expect refused matter.may_not_start
佐藤 writes measures-review division=@P1 changes=異動 reviewed=手順 as M3
expect state M3 written
