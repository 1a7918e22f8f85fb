// Three projects: unit (nothing external), int (real servers), e2e (all of Arcade). `npm run test:<project>` picks one.
const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/jest.transform.mjs' },
  testEnvironmentOptions: { customExportConditions: ['development', 'node', 'node-addons'] },
  modulePathIgnorePatterns: ['/dist/', '/.tscache/', '/.arcade/'],
};

const sources = '<rootDir>/{packages,services,web,tools,operators,test,bench}/**';

export default {
  coverageProvider: 'v8',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [`${sources}/*.test.ts`],
      testPathIgnorePatterns: ['\\.(int|e2e)\\.test\\.ts$', '/test/deploy/'],
    },
    {
      ...shared,
      displayName: 'int',
      testMatch: [`${sources}/*.int.test.ts`],
      globalSetup: '<rootDir>/packages/testing/src/int-global-setup.ts',
      globalTeardown: '<rootDir>/packages/testing/src/int-global-teardown.ts',
    },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/{e2e,conformance}/**/*.e2e.test.ts'],
      globalSetup: '<rootDir>/test/e2e/global-setup.ts',
      globalTeardown: '<rootDir>/test/e2e/global-teardown.ts',
    },
  ],
};
