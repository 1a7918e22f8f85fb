import type { PaymentsContext } from './payments-context.ts';

/** One that cannot be repaired now must not keep the others waiting. False when it has to be tried again. */
export async function attempt(
  { logger }: Pick<PaymentsContext, 'logger'>,
  what: Readonly<Record<string, string>>,
  work: () => Promise<void>,
): Promise<boolean> {
  return await work().then(
    () => true,
    (error: unknown) => {
      logger.error({ err: error, ...what }, 'not reconciled; the next pass tries again');
      return false;
    },
  );
}
