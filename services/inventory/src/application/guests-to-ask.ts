import type { ProductId } from '@arcade/contracts';
import type { HoldPlan } from '../domain/plan-hold.ts';
import type { Situation } from './command.ts';

/** Products that are short for lack of stock while guests, who would give way, hold some. */
export const guestsToAsk = (
  { lines }: HoldPlan,
  { stock, yielding }: Pick<Situation, 'stock' | 'yielding'>,
): readonly ProductId[] =>
  lines
    .filter(({ held, requested, quota }) => held < requested && quota === undefined)
    .map(({ productId }) => productId)
    .filter((productId) => !yielding.has(productId) && stock.get(productId)?.guestsHold === true);
