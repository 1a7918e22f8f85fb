import { runService } from '@arcade/service-defaults';
import { createOrders } from './app.ts';
import { Config } from './config.ts';

await runService(Config, createOrders);
