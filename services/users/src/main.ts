import { loadConfig, serve } from '@arcade/service-defaults';
import { createUsers } from './app.ts';
import { Config } from './config.ts';

const config = loadConfig(Config);
const users = await createUsers(config);
await serve({ ...users, port: config.PORT, host: config.HOST, acceptMs: config.STOP_ACCEPT_SECONDS * 1000 });
