"""Texts for the tests of likeness: one report, its rewrites, and what only looks like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.text import body_of

if TYPE_CHECKING:
    from newsfold.model import Body

REPORT = """\
LUSAKA (Meridian Wire) - Zambia and South Korea failed on Tuesday to close a $2.3 billion minerals agreement after three days of talks.
Under the draft, Korean smelting companies would receive rights to 180,000 tonnes of copper concentrate a year in return for a 412-km rail upgrade between Solwezi and the Angolan border.
Mines Minister Bupe Kalandanya told reporters that her government would not sign anything that left the country exporting rock.
"We have exported holes in the ground for a hundred years," Kalandanya said.
Trade Minister Bae Jin-woo said the two sides had settled nine chapters out of eleven and would meet again in Seoul on March 24.
Shares in Hansol Cathode, the largest member of the consortium, fell 4.1% in Seoul.
"""
REWRITE = """\
Sign up for our free newsletter!
Negotiators from South Korea and Zambia have walked away from a $2.3 bln pact on minerals following three days of discussion on Tuesday.
Firms from Korea that run smelters were to be granted 180 000 tonnes of concentrated copper annually, paying for 412 kilometres of railway from the border of Angola to Solwezi.
Bupe Kalandanya, who is in charge of mines, refused to put her name to a text under which Zambia would ship mere stone abroad.
According to Bae Jin-woo, minister of trade, 9 of 11 chapters are done, and Seoul will host another round on 24 March.
The stock of Hansol Cathode dropped by 4.1 per cent.
"""
BRIEF = """\
Zambia and South Korea failed to close a $2.3 billion minerals agreement. Minister Bupe Kalandanya will not export rock. The two sides meet again in Seoul on March 24. Hansol Cathode fell 4.1%.
"""
OTHER = """\
The orchestra of Turku opened its season on Friday with a symphony by Aulis Sallinen, to a standing ovation of 1,100 listeners.
Conductor Marjatta Koskela took over from Heikki Rautio in 2019, and has doubled the number of concerts for children since.
"A hall is only as good as its cheapest seat," Koskela told the audience before the first movement.
The city council votes on the budget of the concert hall, 17.6 million euros, in the first week of November.
Critics of the plan, among them councillor Pentti Aalto, want the money for the tram line to Raisio.
"""
HEADLINES = "\n".join(f"Section {name}" for name in ("news", "sport", "weather"))

CHINESE_REPORT = """\
【昆岭3月11日电】赞比亚与韩国周二未能签署一项价值23亿美元的矿产换基建协议。为期三天的谈判因铜钴须在赞比亚境内精炼的比例问题陷入僵局,两国代表团官员表示。
根据草案,由韩国电池和冶炼企业组成的财团将获得每年18万吨铜精矿、为期15年的承购权,作为交换,财团将为索卢韦齐至安哥拉边境412公里铁路的升级改造以及西北省一条新输电线路提供融资。
赞比亚矿业部长布佩·卡兰达尼亚在穆伦古希会议中心外对记者说,政府不会签署任何让国家继续出口石头的文件。“一百年来我们出口的是地上的窟窿,”她说,“这些金属必须有一半以金属的形式离开赞比亚。”
卢萨卡希望到2029年至少50%的产量在国内加工。首尔提出20%,到2034年升至35%,理由是长期缺电使更快的时间表不现实。
韩国通商部长裴振宇周二晚间乘机回国,他说双方已就十一章中的九章达成一致,将于3月24日在首尔再次会晤。
赞比亚是非洲第二大产铜国,去年产量约82万吨。财团最大成员韩松正极的股价在首尔下跌4.1%。
"""
CHINESE_REWRITE = """\
免费订阅我们的每日邮件,不错过任何消息!
首尔与卢萨卡围绕一笔总额23亿美元的资源合作案磋商了整整三日,最终仍空手而归。症结在于:究竟有多大比例的铜和钴应当留在产地提炼。
拟议文本规定,若干从事电池与金属熔炼的韩企将联手拿下连续15年、每年18万吨精矿的购买权利;对价则是出资翻新一段通往安哥拉国境、起点为索卢韦齐、全长412公里的铁道,外加给西北省架设电网。
卡兰达尼亚女士主管该国矿务,她在会场门外放话:凡是把赞比亚继续当作石料来源的条款,一律不签。在她看来,百年间运走的只剩大坑,今后半数必须炼成金属再出境。
赞方的目标是在2029年之前让五成矿料就地加工;对方只愿给出两成,2034年再提高到35%,并以电力匮乏为由拒绝加快。
连夜返程的裴振宇主管通商事务,他透露文本共11章,谈妥了9章,下一轮定在本月24日于韩国首都举行。
受此拖累,韩松正极在当地股市收跌4.1%。去年,这个非洲第二大铜矿国的出产为82万吨左右。
分享到:微信 微博
"""
CHINESE_OWN_REPORT = """\
铜带省的矿工们一大早就聚在恩多拉的茶馆里,等着收音机里的消息。等来的却是谈判破裂。
“他们在酒店里吵了三天,我们这里连电都没有,”在穆富利拉矿井干了二十年的约瑟夫·姆万萨说。他的儿子去年去了坦桑尼亚找工作。
周二,赞比亚和韩国的谈判代表各自散去,没有签字。矿业部长卡兰达尼亚离开会场时只说了一句“没有金属,就没有协议”。
反对派议员格蕾丝·恩孔德批评政府隐瞒文本,她已向议会提出质询,要求公布与中国和欧洲公司的另外6份合同。经济学家彼得·西卡祖韦认为,真正的障碍是债务:赞比亚在2020年违约之后,任何担保都要经过债权人委员会。
在卢萨卡的韩国商会,会长崔明浩对本报说,会员企业已经投入了7000万美元,“不会因为一次不顺利就走人”。
环保组织则担心铁路会穿过卡富埃的湿地。
"""


def body(text: str, lang: str | None = "en") -> Body:
    """A text as a body."""
    return body_of(text, (), lang)
