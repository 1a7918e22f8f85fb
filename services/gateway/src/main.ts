import { runService } from '@arcade/service-defaults';
import { createGateway } from './app.ts';
import { Config } from './config.ts';

await runService(Config, createGateway);
