import type { CountryCode } from './country-rule.ts';
import { countryRegions } from './country-regions.ts';

export interface Region {
  /** What stands in the address. */
  readonly key: string;
  /** Full name, or name in Latin letters. */
  readonly name: string;
}

/** States, provinces, prefectures … to choose from; empty where they are not part of addresses, or not listed. */
export const regionsOf = (countryCode: string): readonly Region[] =>
  (countryRegions[countryCode as CountryCode] ?? []).map(([key, name = key]) => ({ key, name }));

/** Whether regions stand in addresses as codes (`CA`), so that nothing else can be right. */
export const hasRegionCodes = (regions: readonly Region[]): boolean =>
  regions.length > 0 && regions.every(({ key }) => /^[A-Z]{1,3}$/.test(key));

/** The region that is meant by its code or its name, whatever its case and accents. */
export function findRegion(regions: readonly Region[], text: string): Region | undefined {
  const wanted = folded(text);
  return regions.find(({ key, name }) => folded(key) === wanted || folded(name) === wanted);
}

const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
