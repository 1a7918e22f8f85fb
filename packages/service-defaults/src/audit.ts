import { DomainError, type AuditEntry, type Endpoint, type ServiceName } from '@arcade/contracts';
import type { Clock } from './clock.ts';
import { newId } from './ids.ts';
import type { Logger } from './logger.ts';
import { networkOf } from './network-of.ts';
import type { Call, Reply } from './request.ts';
import { currentTrace } from './trace.ts';

export interface AuditOptions {
  readonly service: ServiceName;
  /** Keeps an entry: it is durable when this returns. Called when the operation begins and again when its outcome is known. */
  readonly record: (entry: AuditEntry) => Promise<void>;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Runs audited operations so that none takes effect without an entry. */
export type Audit = <Spec extends Endpoint>(
  endpoint: Spec,
  call: Call<Spec>,
  handler: (call: Call<Spec>) => Promise<Reply<Spec> | undefined>,
) => Promise<Reply<Spec> | undefined>;

/**
 * The entry is kept before the operation begins, so whatever dies afterwards, no change is without one; its outcome is
 * added when the operation has ended. An operation whose entry cannot be kept does not begin.
 */
export function createAudit({ service, record, logger, clock }: AuditOptions): Audit {
  const ended = async (entry: AuditEntry) => {
    const { service: _, startedAt: _at, traceId: _trace, ...said } = entry;
    if (entry.outcome === 'done') logger.info({ audit: said }, 'audited');
    else logger.warn({ audit: said }, 'audited');
    await record(entry).catch((error: unknown) => {
      logger.error({ err: error, auditId: entry.auditId }, 'the outcome is missing in the audit trail');
    });
  };
  return async (endpoint, call, handler) => {
    const { audit } = endpoint;
    if (audit === undefined) return await handler(call);
    let about: string | undefined;
    const began: AuditEntry = {
      auditId: newId(),
      service,
      action: audit.action,
      actor: call.identity?.userId ?? null,
      subject: textAt(call.params, audit.subject) ?? textAt(call.body, audit.subject) ?? null,
      network: networkOf(call.header('arcade-client-ip') ?? '') || null,
      details: picked(call.body, audit.details ?? []),
      traceId: currentTrace()?.traceId ?? null,
      startedAt: clock.now().toISOString(),
      outcome: null,
    };
    await record(began);
    try {
      const reply = await handler({ ...call, about: (subject) => void (about = subject) });
      const subject = about ?? began.subject ?? textAt(reply?.body, audit.subject) ?? null;
      await ended({ ...began, subject, outcome: 'done' });
      return reply;
    } catch (error) {
      const outcome = error instanceof DomainError ? error.code : 'internal-error';
      await ended({ ...began, subject: about ?? began.subject, outcome });
      throw error;
    }
  };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function textAt(value: unknown, name: string | undefined): string | undefined {
  const found = name === undefined ? undefined : fieldsOf(value)[name];
  return typeof found === 'string' ? found : undefined;
}

const picked = (body: unknown, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, fieldsOf(body)[name]]).filter(([, value]) => value !== undefined));
