import { allEndpoints, type Endpoint } from '@arcade/contracts';

const file = 'web/src/shop/operations.ts';

const head = `// Made by \`npm run generate\` from packages/contracts.
import type * as contracts from '@arcade/contracts';
import { operation } from './operation.ts';
`;

/** The operations that shoppers' pages call, without the schemas: those weigh more than all pages together. */
export function generateWebOperations(): Map<string, string> {
  const byService = Map.groupBy(allEndpoints.filter(isForShoppers), ({ service }) => service);
  const apis = [...byService].map(
    ([service, operations]) => `export const ${service}Api = {\n${operations.map(lineOf).join('\n')}\n} as const;\n`,
  );
  return new Map([[file, [head, ...apis].join('\n')]]);
}

const isForShoppers = ({ access, consumes, produces }: Endpoint): boolean =>
  (access === 'public' || access === 'customer') && consumes === undefined && produces === undefined;

const lineOf = ({ service, operationId, method, path, body }: Endpoint): string =>
  `${operationId}: operation<typeof contracts.${service}Api.${operationId}>('${method}', '${path}'${body === undefined ? '' : ", 'json'"}),`;
