/**
 * A place as people say it in a list: 梅铺村 for 梅铺村委会, 茶园社区 for 茶园社区居委会. The full name stands on the page
 * of the thing itself.
 */
export function placeText(place: string): string {
  return place
    .replace(/(社区)?(居民委员会|居委会)$/, (_, community?: string) => community ?? '社区')
    .replace(/村?(村民委员会|村委会)$/, '村')
}
