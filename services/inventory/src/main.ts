import { runService } from '@arcade/service-defaults';
import { createInventory } from './app.ts';
import { Config } from './config.ts';

await runService(Config, createInventory);
