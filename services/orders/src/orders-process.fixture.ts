import { runService } from '@arcade/service-defaults';
import { directDapr, type Origins } from '@arcade/testing';
import * as z from 'zod';
import { createOrders } from './app.ts';
import { Config } from './config.ts';

/** The service as a process of its own that can be killed; the others stand where ORIGINS says. */
await runService(Config.extend({ ORIGINS: z.string() }), (config) =>
  createOrders(config, { dapr: directDapr(JSON.parse(config.ORIGINS) as Origins, 'orders') }),
);
