import { describe, expect, it } from '@jest/globals';
import { allEndpoints } from '@arcade/contracts';
import { createOpenApi } from '@arcade/contracts/openapi';
import { Validator } from '@seriousme/openapi-schema-validator';

const document = createOpenApi('http://localhost:8080');

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document) as unknown as Record<string, unknown>);
    expect(result).toMatchObject({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('has every operation that clients may call, and nothing of the inside', () => {
    const documented = Object.values(document.paths ?? {}).flatMap((item) =>
      Object.values(item ?? {}).map((operation) => (operation as { operationId: string }).operationId),
    );
    const offered = allEndpoints.filter(({ access }) => access !== 'service').map(({ operationId }) => operationId);
    expect(documented.toSorted()).toEqual(offered.toSorted());
    expect(Object.keys(document.paths ?? {}).some((path) => path.startsWith('/internal'))).toBe(false);
  });
});
