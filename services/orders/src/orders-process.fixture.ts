import { loadConfig, serve } from '@arcade/service-defaults';
import { directDapr, type Origins } from '@arcade/testing';
import * as z from 'zod';
import { createOrders } from './app.ts';
import { Config } from './config.ts';

/** The service as a process of its own that can be killed; the others stand where ORIGINS says. */
const config = loadConfig(Config.extend({ ORIGINS: z.string() }));
const dapr = directDapr(JSON.parse(config.ORIGINS) as Origins, 'orders');
await serve({ ...(await createOrders(config, { dapr })), port: config.PORT, host: config.HOST });
