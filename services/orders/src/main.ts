import { loadConfig, serve } from '@arcade/service-defaults';
import { createOrders } from './app.ts';
import { Config } from './config.ts';

const config = loadConfig(Config);
const orders = await createOrders(config);
await serve({ ...orders, port: config.PORT, host: config.HOST, acceptMs: config.STOP_ACCEPT_SECONDS * 1000 });
