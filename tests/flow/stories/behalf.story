story what is on paper is entered by another, with the day on which it happened
on 2026-04-01 08:30
include prefecture.town
佐藤 writes media-register division=@P1 number=A-001 kind=usb place=書庫
佐藤 issues assistant-designation kind=security_assistant division=@P1 assistant=@伊藤 from=2026-04-01T08:30
article 47(2)
on 2026-04-10 11:00
渡辺 applies media-take-out @behalf=田中 media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-20T17:00
expect refused matter.may_not_enter_for field=_behalf
伊藤 applies media-take-out @behalf=田中 @happened=2026-04-11T09:00 media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-20T17:00
expect refused matter.happened_in_future field=_happened
伊藤 applies media-take-out @behalf=田中 @happened=2026-04-09T10:00 @document=紙第１号 media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-20T17:00 as M1
expect act M1 apply by 田中 entered_by 伊藤 happened=2026-04-09T10:00
expect page of 佐藤 M1 says 紙第１号
article 14(1)
# The manager enters it for himself by another's hand: he still does not decide it.
伊藤 applies media-take-out @behalf=佐藤 media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-20T17:00 as M2
佐藤 decides M2 grant
expect refused sod.own_application
# Who entered it for another does not decide it either: one hand would hold both sides.
佐藤 applies media-take-out @behalf=田中 media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-20T17:00 as M4
佐藤 decides M4 grant
expect refused sod.entered_it
伊藤 applies media-take-out @behalf=田中 media=A-001 perimeter=outside_office exemption=none reason=会議 content=資料 destination=会議室 from=2026-04-10T09:00 until=2026-04-20T17:00 as M3
佐藤 decides M3 grant
expect state M3 in_force
article 55
伊藤 takes M3 @behalf=田中 @happened=2026-04-10T10:00
expect act M3 begin_use by 田中 entered_by 伊藤
expect book media A-001 out held by 田中
# It does not come back before it went out.
田中 returns M3 @happened=2026-04-10T09:30
expect refused kernel.back_before_out
expect book media A-001 out held by 田中
article 47(2)
# A decision is never entered on behalf of the decider.
伊藤 decides M1 grant @behalf=佐藤
expect refused matter.only_oneself
