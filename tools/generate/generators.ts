import { generateAsyncApi } from './asyncapi.ts';
import { generateDaprAccessControl } from './dapr-access-control.ts';
import { generateOpenApi } from './openapi.ts';

/** Each gives files (path → content) that are made from one source. They are committed; `npm run verify` compares. */
export const generators: readonly (() => Map<string, string> | Promise<Map<string, string>>)[] = [
  generateOpenApi,
  generateAsyncApi,
  generateDaprAccessControl,
];
