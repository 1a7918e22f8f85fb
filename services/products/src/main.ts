import { runService } from '@arcade/service-defaults';
import { createProducts } from './app.ts';
import { Config } from './config.ts';

await runService(Config, createProducts);
