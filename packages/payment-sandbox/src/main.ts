import { createLogger, loadConfig, serve } from '@arcade/service-defaults';
import { SandboxConfig } from './config.ts';
import { createSandbox } from './sandbox.ts';

const config = loadConfig(SandboxConfig);
const provider = await createSandbox(config);
await serve({
  app: provider.app,
  port: config.PORT,
  host: config.HOST,
  logger: createLogger('payment-sandbox'),
  background: [{ start: () => provider.start(), stop() {} }],
  close: [() => provider.close()],
});
