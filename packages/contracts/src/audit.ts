import * as z from 'zod';
import { UserId } from './ids.ts';
import { Timestamp } from './times.ts';
import { serviceNames } from './services.ts';

/** What an operation leaves in the audit trail. */
export interface AuditSpec {
  /** What is done, as `<thing>.<past verb>`. */
  readonly action: `${string}.${string}`;
  /** Parameter, or field of the body or the answer, that names what it is done to. */
  readonly subject?: string;
  /** Fields of the body whose values stay in the trail: neither secrets nor people's own words. */
  readonly details?: readonly string[];
}

/** One thing that somebody did, or tried to do. It carries neither secrets nor personal text. */
export const AuditEntry = z
  .object({
    auditId: z.uuid(),
    service: z.enum(serviceNames),
    action: z.string(),
    /** Who was signed in; null: nobody. */
    actor: UserId.nullable(),
    /** To what or to whom; null when that is not known. */
    subject: z.string().nullable(),
    /** From where: an address, or the /64 of an IPv6 address. */
    network: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
    traceId: z.string().nullable(),
    /** When it began, by the clock of the service. */
    startedAt: Timestamp,
    /** `done`, or the code of the problem; null: it began, and nobody has said how it ended. */
    outcome: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;
