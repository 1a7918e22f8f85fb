import { createOpenApi } from '@arcade/contracts/openapi';

/** The REST API as clients see it; the gateway serves the same document with its own address. */
export const generateOpenApi = () =>
  new Map([['docs/api/openapi.json', JSON.stringify(createOpenApi('http://localhost:8080'))]]);
