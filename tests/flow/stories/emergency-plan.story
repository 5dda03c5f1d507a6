story 145, 146, 148: a plan with its six headings, reported promptly; a heading missing is refused
on 2026-04-01 08:30
include prefecture.town
file 計画 "emergency plan"
article 146(1)
on 2026-04-10 09:00
健田 writes emergency-plan info_system=@健康台帳 kind=made decided_on=2026-04-09 contacts=１章 to_report=２章 response=４章 prevention=５章 bodies=６章 plan=@@計画
expect refused form.required field=evidence
article 145(3)
田中 writes emergency-plan info_system=@健康台帳 kind=made decided_on=2026-04-09 contacts=１章 to_report=２章 evidence=３章 response=４章 prevention=５章 bodies=６章 plan=@@計画
expect refused matter.may_not_start
健田 writes emergency-plan info_system=@健康台帳 kind=made decided_on=2026-04-09 contacts=１章 to_report=２章 evidence=３章 response=４章 prevention=５章 bodies=６章 plan=@@計画 as M1
expect inbox of 関 has M1 receive
関 receives M1
expect state M1 written
article 145(4)
関 tells correction-request about=emergency_plan matter=@M1 info_system=@健康台帳 what=連絡先 as C1
健田 carries_out C1 result=改めた amended=@@計画
健田 acknowledges C1
関 confirms C1
expect state C1 done closed
article 148(1)
健田 writes emergency-plan info_system=@健康台帳 kind=revised decided_on=2026-04-10 contacts=１章 to_report=２章 evidence=３章 response=４章 prevention=５章 bodies=６章 plan=@@計画
expect refused form.required field=changed
