/**
 * Characters of firms' names by toneless syllable (普通话), where two or more of a sound are common in names. What stands here
 * is enough to hear 鑫旺 in 新旺; a character that does not stand here is heard as itself.
 */
const table = `
an安庵岸桉 bai百白柏佰 bang邦帮榜 bao宝保葆堡 bei贝北倍 bin滨斌彬宾 bo博波铂勃渤 cai彩才财材蔡 cang沧仓苍
chang昌长畅常场昶 chao超潮朝巢 chen晨辰陈宸臣琛 cheng成诚城程承澄橙 chu楚初储 chuan川传船 chuang创窗 chun春纯淳醇椿
da达大 dan丹旦 de德得 deng登邓灯 ding鼎定丁顶 dong东冬董栋 du都杜 duo多朵 fa发法 fan凡帆繁范樊 fang方芳坊房舫
fei飞菲霏 feng丰峰锋风枫凤冯沣 fu福富甫付傅芙阜孚 gang钢港刚岗 gao高皋 ge格阁歌 gong工公功 gu谷古固 guan冠官观 guang光广
gui贵桂 guo国果郭 han汉翰瀚涵韩 hang航杭 hao好豪浩昊皓 he和合禾河荷贺赫 heng恒衡亨横 hong宏鸿红洪弘虹泓 hou厚侯 hu湖虎胡
hua华花桦 huan环欢焕桓 huang黄煌皇凰 hui汇惠辉慧晖会徽荟 ji吉集济季计嵇 jia家佳嘉加 jian建健坚剑简 jiang江姜疆 jie杰洁捷界
jin金锦进晋津瑾劲 jing京晶景精静璟经 jiu久九玖 ju聚巨居菊 jun君军俊骏钧竣峻浚 kai凯开楷 ke科可柯 kun昆坤 lan兰蓝澜岚 lei雷磊蕾
li利力丽立理黎莉李里 lian联莲连 liang良亮粮梁 lin林琳霖临麟 ling灵凌玲岭翎 liu柳刘 long龙隆 lu路鲁璐鹿 lv绿旅 lun伦轮
luo洛罗珞 mao茂贸 mei美梅 meng梦蒙萌孟 min民敏闽 ming明鸣铭名茗 mu木牧沐穆 nan南楠 ning宁凝 nong农浓 ou欧鸥
peng鹏朋澎 ping平萍 pu普浦朴溥 qi奇琪启齐祺琦旗 qian千前乾谦 qiao巧桥乔 qin勤琴秦钦沁 qing青清庆晴 quan全泉权 ran然冉
ren仁人 rong荣容融蓉榕 ru如儒 rui瑞锐睿芮 shan山善珊杉 shang尚上商 sheng盛胜生升晟圣声 shi世时石士实诗食适 shu树书舒
shuang双爽 shun顺舜 si思斯丝 song松颂 su苏素 tai泰台太 tang唐棠堂 tao涛桃陶 teng腾藤 tian天田甜添
tong通同彤童桐 wan万婉皖 wang旺王望 wei伟威维薇卫蔚 wen文闻稳 wu五武吴梧 xi喜西熙曦禧溪 xia夏霞 xian先鲜贤仙
xiang祥香翔湘享向 xiao小晓笑 xin鑫新欣信馨昕心芯辛 xing兴星行幸 xu旭徐煦 xuan轩宣萱 xue雪学 xun讯迅 ya雅亚
yan燕颜研岩炎 yang阳洋扬杨 ye业叶野 yi一益亿艺宜怡义易毅逸谊颐 yin银寅 ying英盈颖莹 yong永勇涌 you优友佑
yu宇玉裕余渔誉雨育语煜 yuan源元园远圆缘苑 yue悦月越岳粤跃 yun云运韵 zhan展湛 zhang张章 zhao兆赵 zhen振真珍臻 zheng正政郑
zhi志智之芝致至 zhong中众忠钟 zhou洲周舟 zhu竹珠朱 zi子紫`

/** Two texts of one length: each character of the first sounds like the one at its place in the second. */
export const sameSound = heard(table)

function heard(text: string): { from: string; to: string } {
  const groups = text
    .trim()
    .split(/\s+/)
    .map((g) => Array.from(g.replace(/^[a-z]+/, '')))
  return { from: groups.flat().join(''), to: groups.map((g) => g[0]!.repeat(g.length)).join('') }
}
