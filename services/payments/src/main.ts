import { loadConfig, serve } from '@arcade/service-defaults';
import { createPayments } from './app.ts';
import { Config } from './config.ts';

const config = loadConfig(Config);
const payments = await createPayments(config);
await serve({ ...payments, port: config.PORT, host: config.HOST, acceptMs: config.STOP_ACCEPT_SECONDS * 1000 });
