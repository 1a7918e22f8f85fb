import { AuditEntry } from '@arcade/contracts';
import { cursorCodec } from '@arcade/service-defaults';
import { Schema, type ClientSession, type Connection, type Model, type QueryFilter } from 'mongoose';
import type { AuditTrail } from './audit-trail.ts';

/** Longer than a year, so that a yearly look back finds all of it. */
const keptDays = 400;
const duplicateKey = 11_000;
const cursors = cursorCodec('audit.v1', AuditEntry.shape.auditId);

interface StoredEntry extends Omit<AuditEntry, 'auditId' | 'startedAt'> {
  /** Ids of entries sort by time. */
  readonly _id: string;
  readonly startedAt: Date;
}

const text = { type: String, required: true } as const;
const optional = { type: String, default: null } as const;
const schema = new Schema(
  {
    _id: text,
    service: text,
    action: text,
    actor: optional,
    subject: optional,
    network: optional,
    details: Schema.Types.Mixed,
    traceId: optional,
    startedAt: { type: Date, required: true },
    outcome: optional,
  },
  { collection: 'audit', versionKey: false, strict: 'throw', minimize: false },
)
  .index({ actor: 1, _id: -1 })
  .index({ subject: 1, _id: -1 })
  .index({ action: 1, _id: -1 })
  .index({ startedAt: 1 }, { expireAfterSeconds: keptDays * 86_400 });

export interface MongoAuditTrail extends AuditTrail {
  /** `record` as a part of a transaction. */
  readonly recordIn: (session: ClientSession, entry: AuditEntry) => Promise<void>;
}

export async function createMongoAuditTrail(connection: Connection): Promise<MongoAuditTrail> {
  const trail = connection.model('AuditEntry', schema) as unknown as Model<StoredEntry>;
  await trail.init();
  await trail.createCollection();

  const record = async (entry: AuditEntry, session?: ClientSession) => {
    const { auditId: _id, outcome, subject, startedAt, ...rest } = AuditEntry.parse(entry);
    const began = { ...rest, startedAt: new Date(startedAt) };
    const options = { upsert: true, ...(session === undefined ? {} : { session }) };
    if (outcome === null) {
      await trail.updateOne({ _id }, { $setOnInsert: { ...began, subject, outcome } }, options);
      return;
    }
    // An outcome is written once.
    if ((await trail.exists({ _id, outcome: { $ne: null } }).session(session ?? null)) !== null) return;
    await trail.updateOne({ _id }, { $setOnInsert: began, $set: { outcome, subject } }, options);
  };

  return {
    recordIn: (session, entry) => record(entry, session),
    record: (entry) =>
      record(entry).catch((error: unknown) => {
        // Its other half was written at the same moment.
        if ((error as { code?: number }).code !== duplicateKey) throw error;
        return record(entry);
      }),
    async list({ actor, action, subject, since, until, cursor, limit }) {
      const startedAt = {
        ...(since === undefined ? {} : { $gte: new Date(since) }),
        ...(until === undefined ? {} : { $lt: new Date(until) }),
      };
      const filter: QueryFilter<StoredEntry> = {
        ...(actor === undefined ? {} : { actor }),
        ...(action === undefined ? {} : { action }),
        ...(subject === undefined ? {} : { subject }),
        ...(Object.keys(startedAt).length === 0 ? {} : { startedAt }),
        ...(cursor === undefined ? {} : { _id: { $lt: cursors.decode(cursor) } }),
      };
      const found = await trail
        .find(filter)
        .sort({ _id: -1 })
        .limit(limit + 1)
        .lean<StoredEntry[]>();
      const items = found.slice(0, limit).map(entryOf);
      const last = items.at(-1);
      return found.length > limit && last !== undefined
        ? { items, nextCursor: cursors.encode(last.auditId) }
        : { items };
    },
  };
}

const entryOf = ({ _id, startedAt, ...entry }: StoredEntry): AuditEntry => ({
  auditId: _id,
  ...entry,
  startedAt: startedAt.toISOString(),
});
