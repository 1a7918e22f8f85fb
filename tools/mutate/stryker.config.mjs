/** Stryker over the unit tests. Its own preprocessor of tsconfig.json needs TypeScript's former API, so it gets none. */
export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  testRunnerNodeArgs: [
    '--experimental-vm-modules',
    '--conditions=development',
    '--disable-warning=ExperimentalWarning',
  ],
  jest: { configFile: 'tools/mutate/jest.config.mjs', enableFindRelatedTests: true },
  tsconfigFile: 'none',
  coverageAnalysis: 'perTest',
  concurrency: 1,
  timeoutMS: 20_000,
  // Words and shapes are the compiler's and the contracts' business; what is mutated here are rules.
  mutator: { excludedMutations: ['StringLiteral', 'ObjectLiteral', 'Regex'] },
  // A mutant that runs at import only cannot be switched on and off.
  ignoreStatic: true,
  tempDirName: '.arcade/mutants',
  ignorePatterns: ['.arcade', 'docs', 'tools/sample-data/photos', 'tools/sample-data/models'],
  reporters: ['clear-text', 'progress'],
  clearTextReporter: {
    allowColor: true,
    logTests: false,
    reportTests: false,
    reportMutants: true,
    reportScoreTable: true,
  },
  disableTypeChecks: false,
  warnings: { preprocessorErrors: false },
};
