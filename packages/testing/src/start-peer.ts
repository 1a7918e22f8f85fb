import {
  createAssertionVerifier,
  createHttpApp,
  createLogger,
  mount,
  systemClock,
  type Handlers,
  type Operations,
} from '@arcade/service-defaults';
import { startApp, type StartedApp } from './start-app.ts';
import { testAppToken, testKeys } from './test-keys.ts';

/** Stands for a service as far as others ask it: some of its operations, as the contract says. */
export async function startPeer<Api extends Operations>(api: Api, handlers: Handlers<Api>): Promise<StartedApp> {
  const verifyAssertion = await createAssertionVerifier(testKeys.publicKey);
  const routers = [mount(api, handlers, { verifyAssertion, clock: systemClock })];
  const logger = createLogger('peer', 'silent');
  return await startApp({ app: createHttpApp({ logger, appApiToken: testAppToken, routers }) });
}

/** The log of a peer that tells nothing. */
export const noEvents = async () => ({ body: { items: [], lastSeq: 0 } });
