import { runService } from '@arcade/service-defaults';
import { createCarts } from './app.ts';
import { Config } from './config.ts';

await runService(Config, createCarts);
