import { loadConfig, serve } from '@arcade/service-defaults';
import { createProducts } from './app.ts';
import { Config } from './config.ts';

const config = loadConfig(Config);
const products = await createProducts(config);
await serve({ ...products, port: config.PORT, host: config.HOST, acceptMs: config.STOP_ACCEPT_SECONDS * 1000 });
