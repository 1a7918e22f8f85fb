import { runService } from '@arcade/service-defaults';
import { createUsers } from './app.ts';
import { Config } from './config.ts';

await runService(Config, createUsers);
