export * from './allocate.ts';
export * from './currencies.ts';
export * from './decimal.ts';
export * from './format-money.ts';
export * from './round.ts';
export * from './share-of-units.ts';
