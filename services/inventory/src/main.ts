import { loadConfig, serve } from '@arcade/service-defaults';
import { createInventory } from './app.ts';
import { Config } from './config.ts';

const config = loadConfig(Config);
const inventory = await createInventory(config);
await serve({ ...inventory, port: config.PORT, host: config.HOST, acceptMs: config.STOP_ACCEPT_SECONDS * 1000 });
