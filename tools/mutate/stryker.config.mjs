import { join } from 'node:path';

/** Stryker over the unit tests. Its own preprocessor of tsconfig.json needs TypeScript's former API, so it gets none. */
export default {
  testRunner: 'in-process',
  plugins: [join(import.meta.dirname, 'in-process-runner.ts')],
  testRunnerNodeArgs: ['--conditions=development', '--disable-warning=ExperimentalWarning'],
  tsconfigFile: 'none',
  coverageAnalysis: 'perTest',
  concurrency: 1,
  timeoutMS: 5000,
  // Words and shapes are the compiler's and the contracts' business; what is mutated here are rules.
  mutator: { excludedMutations: ['StringLiteral', 'ObjectLiteral', 'Regex'] },
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
