import { allEndpoints, type LoggedEvent, type readEvents, type ServiceName } from '@arcade/contracts';
import { createLoop, type Dapr, type Logger, type Loop } from '@arcade/service-defaults';
import { inOrder } from './in-order.ts';
import type { Inbox } from './inbox.ts';
import { catchUpLag, rescued } from './messaging-metrics.ts';
import type { ReceiveEvents } from './receive-event.ts';

export interface CatchUpOptions {
  readonly service: ServiceName;
  readonly producer: ServiceName;
  readonly topics: readonly string[];
  readonly inbox: Pick<Inbox<never>, 'known' | 'position' | 'advance' | 'rewind'>;
  readonly receive: ReceiveEvents;
  readonly dapr: Pick<Dapr, 'invoke'>;
  readonly logger: Logger;
  readonly seconds: number;
}

type ReadEventsOperation = ReturnType<typeof readEvents> & {
  readonly service: ServiceName;
  readonly operationId: string;
};

const pageSize = 200;
const concurrency = 8;
/** After a round that failed. */
const retryMs = 1000;

/** Fetches from one producer's log what the broker has not brought. */
export function createCatchUp(options: CatchUpOptions): Loop {
  const { service, producer, topics, inbox, receive, dapr, logger, seconds } = options;
  const operation = readOperation(producer, service);
  /**
   * How far the log went the last time. What came since then may still be on its way and is left to the broker. Nothing
   * is known at start, so then everything that the inbox lacks is fetched.
   */
  let horizon: number | undefined;

  const process = async ({ seq, topic, data }: LoggedEvent): Promise<boolean> => {
    const [received] = await receive([{ eventId: String(data['eventId']), topic, data }], 'catch-up');
    if (received?.outcome === 'processed') {
      rescued.inc({ service, producer, when: horizon === undefined ? 'start' : 'running' });
      logger.info({ producer, topic, seq, eventId: data['eventId'] }, 'event fetched that the broker had not brought');
    }
    return received?.outcome !== 'failed';
  };

  /** Processes what is missing of a page; answers which positions are still open. */
  const processPage = async (items: readonly LoggedEvent[]): Promise<readonly number[]> => {
    const known = await inbox.known(items.map(({ data }) => String(data['eventId'])));
    const missing = items.filter(({ data }) => !known.has(String(data['eventId'])));
    const open = new Set(missing.map(({ seq }) => seq));
    const ours = missing.filter(({ seq }) => horizon === undefined || seq <= horizon);
    await inOrder(
      ours,
      ({ data }) => String(data['aggregateId']),
      concurrency,
      async (item) => {
        const done = await process(item);
        if (done) open.delete(item.seq);
        return done;
      },
    );
    return [...open];
  };

  const round = async (): Promise<number> => {
    let position = await inbox.position(topics);
    let firstOpen = Number.POSITIVE_INFINITY;
    for (let after = position; ;) {
      const page = await dapr.invoke(operation, { query: { after, limit: pageSize, topics: topics.join(',') } });
      if (page.lastSeq < after) {
        logger.error({ producer, position, lastSeq: page.lastSeq }, 'the log is shorter than it was; reading it anew');
        await inbox.rewind(topics);
        return 0;
      }
      firstOpen = Math.min(firstOpen, ...(await processPage(page.items)));
      const contiguous = Math.min(page.lastSeq, firstOpen - 1);
      if (contiguous > position) {
        position = contiguous;
        await inbox.advance(topics, position);
      }
      if (page.lastSeq === after) {
        catchUpLag.set({ service, producer }, after - position);
        return after;
      }
      after = page.lastSeq;
    }
  };

  return createLoop(
    `catch-up from ${producer}`,
    retryMs,
    async () => {
      horizon = await round();
      return seconds * 1000;
    },
    logger,
  );
}

function readOperation(producer: ServiceName, service: ServiceName): ReadEventsOperation {
  const operation = allEndpoints.find((each) => each.service === producer && each.path === '/internal/events');
  if (operation?.callers?.includes(service) !== true) {
    throw new Error(`${service} subscribes to events of ${producer} but may not read its log: see contracts`);
  }
  return operation as unknown as ReadEventsOperation;
}
