import { globSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  type DryRunOptions,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { addEventHandler, getState, resetState, run, setState, type State } from 'jest-circus';
import { forgetModules, reaching } from './reload.ts';

const context = ((globalThis as Record<string, unknown>)[INSTRUMENTER_CONSTANTS.NAMESPACE] ??=
  {}) as InstrumenterContext;

type Block = State['rootDescribeBlock'];
type Test = Extract<Block['children'][number], { readonly type: 'test' }>;

const nameOf = ({ name, parent }: Test | Block): string =>
  parent?.parent === undefined ? name : `${nameOf(parent)} ${name}`;

const literal = (name: string): string => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

function forgetErrors(block: Block): void {
  for (const child of block.children) {
    if (child.type === 'test') child.errors = [];
    else forgetErrors(child);
  }
}

/** The package or service of a file: its unit tests are those that a change of the file may fail. */
const workspaceOf = (file: string): string => relative(process.cwd(), file).split('/').slice(0, 2).join('/');

/** A file of tests, with jest-circus's state of it: loaded once, run many times. */
interface Suite {
  readonly path: string;
  readonly state: State;
}

/**
 * Runs unit tests in this process, without Jest's sandbox: modules load once, and for each change only the tests that
 * reach it run again. Starting Jest for each change takes fifty times as long.
 */
class InProcessRunner implements TestRunner {
  static readonly inject = [] as const;
  private readonly suites = new Map<string, readonly Suite[]>();
  private current: string | undefined;
  private bail = false;

  constructor() {
    addEventHandler((event) => {
      if (event.name === 'test_started') context.currentTestId = `${this.current} ${nameOf(event.test)}`;
      if (event.name !== 'test_done') return;
      delete context.currentTestId;
      if (this.bail && event.test.errors.length > 0) getState().testNamePattern = /(?!)/;
    });
    // What a change leaves behind without an owner fails the test that runs, not the process.
    for (const kind of ['unhandledRejection', 'uncaughtException'] as const)
      process.on(kind, (error: unknown) => getState().currentlyRunningTest?.errors.push(error));
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun({ files = [] }: DryRunOptions): Promise<DryRunResult> {
    this.bail = false;
    const tests = await this.runSuites(await this.suitesOf(files));
    return {
      status: DryRunStatus.Complete,
      tests,
      mutantCoverage: context.mutantCoverage ?? { static: {}, perTest: {} },
    };
  }

  async mutantRun({
    activeMutant,
    sandboxFileName,
    testFilter,
    hitLimit,
    disableBail,
    reloadEnvironment,
  }: MutantRunOptions): Promise<MutantRunResult> {
    this.bail = !disableBail;
    const loaded = await this.suitesOf([sandboxFileName]);
    const hitCount = hitLimit === undefined ? undefined : 0;
    Object.assign(context, { activeMutant: activeMutant.id, hitLimit, hitCount });
    try {
      const suites = reloadEnvironment ? await reload(loaded, sandboxFileName) : loaded;
      const tests = await this.runSuites(suites, testFilter);
      const endless = determineHitLimitReached(context.hitCount, hitLimit);
      return toMutantRunResult(endless ?? { status: DryRunStatus.Complete, tests }, disableBail);
    } catch (error) {
      // It fails as soon as it is imported.
      return { status: MutantRunStatus.Killed, killedBy: ['import'], failureMessage: String(error), nrOfTests: 0 };
    } finally {
      delete context.activeMutant;
    }
  }

  private async suitesOf(files: readonly string[]): Promise<readonly Suite[]> {
    const all: Suite[] = [];
    for (const workspace of new Set(files.map(workspaceOf))) {
      if (!this.suites.has(workspace)) this.suites.set(workspace, await loadAll(testsOf(workspace)));
      all.push(...(this.suites.get(workspace) ?? []));
    }
    return all;
  }

  private async runSuites(suites: readonly Suite[], only?: readonly string[]): Promise<TestResult[]> {
    const tests: TestResult[] = [];
    for (const suite of suites) {
      tests.push(...(await this.runSuite(suite, only)));
      if (this.bail && tests.some(({ status }) => status === TestStatus.Failed)) break;
    }
    return tests;
  }

  private async runSuite({ path, state }: Suite, only?: readonly string[]): Promise<readonly TestResult[]> {
    const names = only?.filter((id) => id.startsWith(`${path} `)).map((id) => id.slice(path.length + 1));
    if (names?.length === 0) return [];
    this.current = path;
    setState(state);
    state.unhandledErrors = [];
    state.testNamePattern = names ? new RegExp(`^(?:${names.map(literal).join('|')})$`) : null;
    forgetErrors(state.rootDescribeBlock);
    const { testResults } = await run();
    return testResults.flatMap(({ testPath, status, errors, duration }): TestResult[] => {
      const name = testPath.slice(1).join(' ');
      const result = { id: `${path} ${name}`, name, fileName: path, timeSpentMs: duration ?? 0 };
      if (status === 'skip' || status === 'todo') return [];
      const [failureMessage] = errors;
      if (failureMessage === undefined) return [{ ...result, status: TestStatus.Success }];
      return [{ ...result, status: TestStatus.Failed, failureMessage }];
    });
  }
}

const testsOf = (workspace: string): readonly string[] =>
  globSync(`${workspace}/src/**/*.test.ts`)
    .filter((path) => !path.endsWith('.int.test.ts'))
    .toSorted();

const urlOf = (path: string): string => pathToFileURL(join(process.cwd(), path)).href;

async function loadAll(paths: readonly string[]): Promise<readonly Suite[]> {
  const suites: Suite[] = [];
  for (const path of paths) {
    resetState();
    await import(urlOf(path));
    suites.push({ path, state: getState() });
  }
  return suites;
}

/** Those of the suites that a file's change reaches, loaded anew, for what runs at import alone. */
async function reload(suites: readonly Suite[], changed: string): Promise<readonly Suite[]> {
  const reached = reaching(changed);
  forgetModules();
  return await loadAll(suites.map(({ path }) => path).filter((path) => reached.has(urlOf(path))));
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)];
