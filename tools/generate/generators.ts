import { serviceNames } from '@arcade/contracts';
import { generateArchitecture } from './architecture.ts';
import { generateAsyncApi } from './asyncapi.ts';
import { brunoFolder, generateBruno } from './bruno.ts';
import { generateDaprAccessControl } from './dapr-access-control.ts';
import { generateDaprPubsub } from './dapr-pubsub.ts';
import { generateDaprServices } from './dapr-services.ts';
import { generateOpenApi } from './openapi.ts';
import { generateTsconfigReferences } from './tsconfig-references.ts';
import { generateWebOperations } from './web-operations.ts';

/** Each gives files (path → content) that are made from one source. They are committed; `npm run verify` compares. */
export const generators: readonly (() => Map<string, string> | Promise<Map<string, string>>)[] = [
  generateOpenApi,
  generateAsyncApi,
  generateDaprAccessControl,
  generateDaprPubsub,
  generateDaprServices,
  generateTsconfigReferences,
  generateArchitecture,
  generateBruno,
  generateWebOperations,
];

/** Where nothing else is: a file there that no generator gives any more goes away. */
export const generatedFolders: readonly string[] = serviceNames.map((service) => `${brunoFolder}/${service}`);
