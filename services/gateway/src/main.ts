import { loadConfig, serve } from '@arcade/service-defaults';
import { createGateway } from './app.ts';
import { Config } from './config.ts';

const config = loadConfig(Config);
const gateway = await createGateway(config);
await serve({ ...gateway, port: config.PORT, host: config.HOST, acceptMs: config.STOP_ACCEPT_SECONDS * 1000 });
