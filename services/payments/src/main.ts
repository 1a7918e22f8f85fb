import { runService } from '@arcade/service-defaults';
import { createPayments } from './app.ts';
import { Config } from './config.ts';

await runService(Config, createPayments);
