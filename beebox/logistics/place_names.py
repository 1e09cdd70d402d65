"""Names of the levels an address goes through, as data: provinces, their cities, the counties of Guangdong.

Source: the administrative divisions in force (民政部 行政区划, GB/T 2260), mainland only. A bar parts the
name people say from the rest (恩施|土家族苗族自治州); without a bar the rest is 市.
"""

MUNICIPALITIES = ("北京", "天津", "上海", "重庆")
"""Cities that are provinces: their districts come right after."""

_TABLE = """
河北|省 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水
山西|省 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁
内蒙古|自治区 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安|盟 锡林郭勒|盟 阿拉善|盟
辽宁|省 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛
吉林|省 长春 吉林 四平 辽源 通化 白山 松原 白城 延边|朝鲜族自治州
黑龙江|省 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭|地区
江苏|省 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁
浙江|省 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水
安徽|省 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城
福建|省 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德
江西|省 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶
山东|省 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽
河南|省 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店
湖北|省 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施|土家族苗族自治州
湖南|省 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西|土家族苗族自治州
广东|省 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山
广东|省 潮州 揭阳 云浮
广西|壮族自治区 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左
海南|省 海口 三亚 三沙 儋州
四川|省 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳
四川|省 阿坝|藏族羌族自治州 甘孜|藏族自治州 凉山|彝族自治州
贵州|省 贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南|布依族苗族自治州 黔东南|苗族侗族自治州 黔南|布依族苗族自治州
云南|省 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄|彝族自治州 红河|哈尼族彝族自治州 文山|壮族苗族自治州
云南|省 西双版纳|傣族自治州 大理|白族自治州 德宏|傣族景颇族自治州 怒江|傈僳族自治州 迪庆|藏族自治州
西藏|自治区 拉萨 日喀则 昌都 林芝 山南 那曲 阿里|地区
陕西|省 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛
甘肃|省 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏|回族自治州 甘南|藏族自治州
青海|省 西宁 海东 海北|藏族自治州 黄南|藏族自治州 海南|藏族自治州 果洛|藏族自治州 玉树|藏族自治州
青海|省 海西|蒙古族藏族自治州
宁夏|回族自治区 银川 石嘴山 吴忠 固原 中卫
新疆|维吾尔自治区 乌鲁木齐 克拉玛依 吐鲁番 哈密 阿克苏|地区 喀什|地区 和田|地区 塔城|地区 阿勒泰|地区
新疆|维吾尔自治区 昌吉|回族自治州 博尔塔拉|蒙古自治州 巴音郭楞|蒙古自治州 克孜勒苏|柯尔克孜自治州
新疆|维吾尔自治区 伊犁|哈萨克自治州
"""

_DIRECT = """
河南省 济源市
湖北省 仙桃市 潜江市 天门市 神农架林区
海南省 五指山市 琼海市 文昌市 万宁市 东方市 定安县 屯昌县 澄迈县 临高县 白沙黎族自治县 昌江黎族自治县
海南省 乐东黎族自治县 陵水黎族自治县 保亭黎族苗族自治县 琼中黎族苗族自治县
新疆维吾尔自治区 石河子市 阿拉尔市 图木舒克市 五家渠市 北屯市 铁门关市 双河市 可克达拉市 昆玉市 胡杨河市
新疆维吾尔自治区 新星市 白杨市
"""

_GUANGDONG = """
广州市 荔湾区 越秀区 海珠区 天河区 白云区 黄埔区 番禺区 花都区 南沙区 从化区 增城区
韶关市 武江区 浈江区 曲江区 始兴县 仁化县 翁源县 乳源瑶族自治县 新丰县 乐昌市 南雄市
深圳市 罗湖区 福田区 南山区 宝安区 龙岗区 盐田区 龙华区 坪山区 光明区 大鹏新区
珠海市 香洲区 斗门区 金湾区
汕头市 龙湖区 金平区 濠江区 潮阳区 潮南区 澄海区 南澳县
佛山市 禅城区 南海区 顺德区 三水区 高明区
江门市 蓬江区 江海区 新会区 台山市 开平市 鹤山市 恩平市
湛江市 赤坎区 霞山区 坡头区 麻章区 遂溪县 徐闻县 廉江市 雷州市 吴川市
茂名市 茂南区 电白区 高州市 化州市 信宜市
肇庆市 端州区 鼎湖区 高要区 广宁县 怀集县 封开县 德庆县 四会市
惠州市 惠城区 惠阳区 博罗县 惠东县 龙门县
梅州市 梅江区 梅县区 大埔县 丰顺县 五华县 平远县 蕉岭县 兴宁市
汕尾市 城区 海丰县 陆河县 陆丰市
河源市 源城区 紫金县 龙川县 连平县 和平县 东源县
阳江市 江城区 阳东区 阳西县 阳春市
清远市 清城区 清新区 佛冈县 阳山县 连山壮族瑶族自治县 连南瑶族自治县 英德市 连州市
潮州市 湘桥区 潮安区 饶平县
揭阳市 榕城区 揭东区 揭西县 惠来县 普宁市
云浮市 云城区 云安区 新兴县 郁南县 罗定市
"""

_RENAMED = """
广州市 东山区>越秀区 芳村区>荔湾区 萝岗区>黄埔区 增城市>增城区 增城县>增城区 从化市>从化区 从化县>从化区
广州市 番禺市>番禺区 番禺县>番禺区 花都市>花都区 花县>花都区
佛山市 顺德市>顺德区 南海市>南海区 三水市>三水区 高明市>高明区 石湾区>禅城区
江门市 新会市>新会区
肇庆市 高要市>高要区
惠州市 惠阳市>惠阳区
梅州市 梅县>梅县区
茂名市 电白县>电白区
韶关市 曲江县>曲江区
清远市 清新县>清新区
潮州市 潮安县>潮安区
揭阳市 揭东县>揭东区
云浮市 云安县>云安区
阳江市 阳东县>阳东区
汕头市 潮阳市>潮阳区 澄海市>澄海区
珠海市 斗门县>斗门区
北京市 崇文区>东城区 宣武区>西城区
上海市 卢湾区>黄浦区 闸北区>静安区 南汇区>浦东新区
"""
"""Counties merged whole into one other or turned into a district; split ones are not here."""


def _lines(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


def _full(name: str, rest: str = "市") -> str:
    return name.replace("|", "") if "|" in name else name + rest


def _spellings(name: str) -> tuple[str, ...]:
    """Every way to write it, the longest first: 恩施土家族苗族自治州, 恩施州, 恩施."""
    short, _, rest = name.partition("|")
    return (_full(name), *([short + "州"] if rest.endswith("州") else []), short)


PROVINCES: dict[str, tuple[str, ...]] = {f"{name}市": (f"{name}市", name) for name in MUNICIPALITIES} | {
    _full(first): _spellings(first) for first, *_ in _lines(_TABLE)
}
"""Full name to its spellings, the longest first."""
CITIES: dict[str, dict[str, tuple[str, ...]]] = {}
"""Province to its cities: full name to spellings, the longest first."""
for _first, *_rest in _lines(_TABLE):
    CITIES.setdefault(_full(_first), {}).update({_full(name): _spellings(name) for name in _rest})
DIRECT: dict[str, str] = {name: province for province, *names in _lines(_DIRECT) for name in names}
"""What is under its province with no city between, to the province."""
COUNTIES: dict[str, tuple[str, ...]] = {city: tuple(names) for city, *names in _lines(_GUANGDONG)}
"""Cities of Guangdong to all their counties."""
RENAMED: dict[str, dict[str, str]] = {}
"""City to the old names of counties and what they are today."""
for _city, *_pairs in _lines(_RENAMED):
    RENAMED.setdefault(_city, {}).update((old, new) for old, _, new in (p.partition(">") for p in _pairs))
WITHOUT_COUNTIES = frozenset({"东莞市", "中山市", "儋州市", "嘉峪关市", "三沙市"})
"""Cities whose towns come right after."""
