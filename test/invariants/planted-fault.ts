import type { FactTable } from './facts.ts';

/** By the name of an invariant: statements that break it in the consistent shop. */
export type PlantedFaults = Readonly<Record<string, readonly string[]>>;

export const fact = (table: FactTable, ...values: readonly (string | number | null)[]) =>
  `INSERT INTO ${table} VALUES (${values.map((value) => (value === null ? 'NULL' : `'${value}'`)).join(', ')})`;
export const of = (idColumn: string, id: string) => `WHERE ${idColumn} = '${id}'`;
export const other = '01900000-0000-7000-8000-0000000000ff';
