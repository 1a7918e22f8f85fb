import { loadConfig, serve } from '@arcade/service-defaults';
import { createCarts } from './app.ts';
import { Config } from './config.ts';

const config = loadConfig(Config);
const carts = await createCarts(config);
await serve({ ...carts, port: config.PORT, host: config.HOST, acceptMs: config.STOP_ACCEPT_SECONDS * 1000 });
