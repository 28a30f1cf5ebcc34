/** Words the city's names are made of. Put together they are meant to name nobody. */

export const surnames = Array.from(
  '赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马方任袁柳唐费薛雷贺倪汤罗',
)

export const givenFirst = Array.from('文建志晓丽春秋海国永玉秀明德家俊子思雨婉清浩宇泽润松柏兰芝庆荣')
export const givenSecond = Array.from('华明军芳英梅平强辉斌涛霞燕萍超勇杰静敏玲刚波宁凯锋琴娟远山川')

/** 65 × 65 × 65 three-character trade names; a fourth character follows when they run out. */
export const brandFirst = Array.from(
  '隆鼎恒瑞泰盛昌宏汇聚启凌辰曜沐澄璟禾嘉骏锦裕祺逸颂霖溢腾跃卓越臻励谦诺皓昱朗晟旭煦曦岚屿岑崇峻壑渊泓浚淳澍沁芷蕴馥蓁荟茂榕梓楷桦栩',
)
export const brandSecond = Array.from(
  '川原野陵源洋涛澜波润泽沛霈霁霄云虹岳峰岩磐石钰珩琅瑜璋琪琳珑玥瑾瑶萱蔓薇葵蓝苇荷菁菡杉桐椿槿榆枫柯栋梁轩阁榭庭苑坊驿阜垣城邑郡畴穗',
)
export const brandThird = Array.from(
  '达兴发旺顺利丰满盈益信诚义和合同协通畅行远至致尚上佳优美善良实真朴厚德仁智勇毅恩惠康健宁安稳固坚定立成就建创新扬展飞翔驰骋举升起来',
)
export const brandExtra = Array.from('辉煌翼翎羽翰墨棠楠梧桉枢')

export const townFirst = Array.from(
  '青白石龙凤金银双大长高南北东西新古柳桃梅竹松沙清永安太福兴和官横秋枫芦荷莲茶麻盐铁铜瓦斗',
)
export const townSecond = Array.from('桥塘湖河港岭湾溪沟坝坪岗寨营店集铺泉洲浦陂墩圩渡滩林园屯堰坳')
export const villagePrefix = Array.from('上下前后老中小里')
/** Names that several towns share, as everywhere. */
export const sharedCommunityNames = '新建 团结 红星 胜利 新华 和平 前进 幸福 光明 向阳'.split(' ')

export const roads = (
  '人民路 人民中路 解放路 中山路 建设路 迎宾大道 滨江大道 环城北路 环城南路 文化路 新华街 和平街 朝阳路 站前路 ' +
  '工业大道 创业路 科技路 学府路 云泽大道 望江路 兴隆街 老街 米市街 盐仓路 码头路 花园路 育才路 体育路 商贸街 富民路'
).split(' ')
export const buildings = '云泽广场 时代大厦 锦程商厦 惠民综合楼 云湖国际 创新大厦 望川商城'.split(' ')
