story 165, 166: chosen by what 165 asks, with a contract of thirteen clauses; one missing is refused
on 2026-04-01 08:30
include prefecture.town
article 165(1)
on 2026-04-10 09:00
佐藤 writes outsourcing division=@P1 contractor=丙社 work=保守 sufficient=no considered=認証 by_criteria=no contract=保守契約 i_rules=第1条 i_people=第2条 i_level=第3条 i_access=第4条 i_education=第5条 i_no_other_use=第6条 i_secrecy=第7条 i_subcontract=第8条 i_return=第9条 i_reports=第10条 i_inspection=第11条 i_publication=第12条 i_breach=第13条
expect refused form.must_be_yes field=sufficient
article 165(3)
佐藤 writes outsourcing division=@P1 contractor=丙社 work=保守 sufficient=yes considered=認証 by_criteria=yes contract=保守契約 i_rules=第1条 i_people=第2条 i_level=第3条 i_access=第4条 i_education=第5条 i_no_other_use=第6条 i_secrecy=第7条 i_subcontract=第8条 i_return=第9条 i_reports=第10条 i_inspection=第11条 i_publication=第12条 i_breach=第13条
expect refused form.required field=c_other_use
article 166(11)
佐藤 writes outsourcing division=@P1 contractor=丙社 work=保守 sufficient=yes considered=認証 by_criteria=no contract=保守契約 i_rules=第1条 i_people=第2条 i_level=第3条 i_access=第4条 i_education=第5条 i_no_other_use=第6条 i_secrecy=第7条 i_subcontract=第8条 i_return=第9条 i_reports=第10条 i_publication=第12条 i_breach=第13条
expect refused form.required field=i_inspection
article 166
田中 writes outsourcing division=@P1 contractor=丙社 work=保守 sufficient=yes considered=認証 by_criteria=no contract=保守契約 i_rules=第1条 i_people=第2条 i_level=第3条 i_access=第4条 i_education=第5条 i_no_other_use=第6条 i_secrecy=第7条 i_subcontract=第8条 i_return=第9条 i_reports=第10条 i_inspection=第11条 i_publication=第12条 i_breach=第13条
expect refused matter.may_not_start
佐藤 writes outsourcing division=@P1 contractor=丙社 work=保守 sufficient=yes considered=認証 by_criteria=yes c_other_use=よい c_measures=よい c_unintended=よい c_capital=よい c_response=よい c_checking=よい c_insufficient=よい c_audit=よい c_handover=よい contract=保守契約 i_rules=第1条 i_people=第2条 i_level=第3条 i_access=第4条 i_education=第5条 i_no_other_use=第6条 i_secrecy=第7条 i_subcontract=第8条 i_return=第9条 i_reports=第10条 i_inspection=第11条 i_publication=第12条 i_breach=第13条 as M1
expect state M1 written
