// The only script that runs before anything is installed: plain JavaScript for Node 18 and newer, no dependencies.
// It brings node_modules up to date and hands over to the Node that is among them.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const node = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const development = ['--conditions=development', '--disable-warning=ExperimentalWarning'];

/** Arguments, what it is, details. */
const commands = {
  start: [
    '',
    'Install what is missing and start all of Arcade on this machine',
    [
      '-- --foreground   stay in this terminal; Ctrl-C stops everything',
      'ARCADE_PORT=9000  serve the shop on another port than 8080',
      'ARCADE_CACHE=…    keep downloads and builds elsewhere than in ~/.cache/arcade',
      'ARCADE_MYSQL_URL, ARCADE_REDIS_URL, ARCADE_RABBITMQ_URL, ARCADE_MONGODB_URL, ARCADE_SMTP_URL',
      '                  use a server that runs already instead of an own one',
    ],
  ],
  stop: ['', 'Stop Arcade; nothing is left running', []],
  status: ['', 'Show each process: version, health, port, memory, log file', ['-- --json   for programs']],
  clean: [
    '',
    'Stop Arcade and remove its data (.arcade/default)',
    ['-- --cache   remove what was downloaded and built, too'],
  ],
  dev: ['<service>', 'Run one service of the running Arcade here, restarted at each change', ['npm run dev -- orders']],
  test: ['', 'Run every check and every test', []],
  'test:unit': [
    '[-- jest options]',
    'Run the tests that need nothing external',
    ['npm run test:unit -- services/orders'],
  ],
  'test:int': ['[-- jest options]', 'Run the tests on real servers', ['npm run test:int -- services/orders']],
  'test:e2e': ['[-- jest options]', 'Run the tests of the whole shop', []],
  mutate: [
    '<folder or file>',
    'Change rules one at a time and tell which changes no unit test notices',
    ['npm run mutate -- services/payments/src/domain'],
  ],
  bench: [
    '<name>',
    'Measure a path of the shop, e.g. purchase; without a name it lists them',
    ['npm run bench -- compare HEAD~1 purchase'],
  ],
  profile: ['<benchmark>', 'Keep CPU profiles of all our processes, and tell which libraries the time goes to', []],
};

/** Folders of what is no part of the platform. */
const programs = { bench: 'bench', profile: 'bench/profile', mutate: 'tools/mutate' };

/** The exit code of an interruption, once there was one. */
let interrupted;
const noteInterrupt = () => {
  interrupted = 130;
};

const nameOf = (command) => (['start', 'stop', 'test'].includes(command) ? `npm ${command}` : `npm run ${command}`);

function help(command) {
  const [args, title, details] = commands[command];
  const dashes = args === '' ? '' : args.startsWith('[') ? ` ${args}` : ` -- ${args}`;
  return [`${nameOf(command)}${dashes}`, `  ${title}.`, ...details.map((line) => `    ${line}`)].join('\n');
}

/** How programs say that they were interrupted. */
const endings = { SIGINT: 130, SIGTERM: 143 };

/** Runs a program to its end, in this terminal, and gives its exit code. */
function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: environment(), ...options });
    // Ctrl-C goes to the child as well; it decides when to end, and we end with it.
    const forward = () => {
      interrupted = 143;
      child.kill('SIGTERM');
    };
    process.on('SIGINT', noteInterrupt);
    process.on('SIGTERM', forward);
    child.once('error', (error) => {
      console.error(`${program}: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code, signal) => {
      process.off('SIGINT', noteInterrupt);
      process.off('SIGTERM', forward);
      const ending = code ?? endings[signal] ?? 1;
      if (Object.values(endings).includes(ending)) interrupted ??= ending;
      resolve(ending);
    });
  });
}

/** Our own Node and tools first, and compiled code kept between runs. */
function environment() {
  const path = [join(modules, '.bin'), dirname(node), process.env.PATH ?? ''].join(delimiter);
  return {
    ...process.env,
    PATH: path,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(cacheFolder(), 'node-compile-cache'),
  };
}

const cacheFolder = () =>
  process.env.ARCADE_CACHE ||
  join(process.env.XDG_CACHE_HOME || join(process.env.HOME || homedir(), '.cache'), 'arcade');

/**
 * Whether node_modules is what package-lock.json says. npm notes what it has installed as the last thing it does, so this
 * holds after a manual `npm install` as well, and not after one that was broken off.
 */
function isInstalled() {
  const noteFile = join(modules, '.package-lock.json');
  if (!existsSync(node)) return false;
  const { packages: wanted } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const present = packagesIn(noteFile);
  if (present === undefined) return false;
  const isSame = (path) =>
    wanted[path]?.version === present[path]?.version && wanted[path]?.integrity === present[path]?.integrity;
  const needed = Object.keys(wanted).filter((path) => path.startsWith('node_modules/') && !wanted[path].optional);
  return needed.every((path) => path in present && isSame(path)) && Object.keys(present).every(isSame);
}

/** Nothing of a note that is not there, or that a full disk or a crash has cut off. */
function packagesIn(noteFile) {
  try {
    return JSON.parse(readFileSync(noteFile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

async function install() {
  if (isInstalled()) return 0;
  console.log('Installing the packages of package-lock.json (npm ci) …');
  const started = Date.now();
  const npm = process.env.npm_execpath;
  const [program, ...first] = npm?.endsWith('.js') === true ? [process.execPath, npm] : ['npm'];
  const args = [...first, 'ci', '--no-audit', '--no-fund', '--progress=true', '--loglevel=error'];
  const ticking = setInterval(() => {
    const packages = existsSync(modules) ? readdirSync(modules).length : 0;
    console.log(`  … ${Math.round((Date.now() - started) / 1000)} s, ${packages} folders in node_modules`);
  }, 5000);
  const code = await run(program, args, { env: process.env });
  clearInterval(ticking);
  if (code !== 0) {
    console.error(
      'npm ci failed. Look at its message above: without a network, a full disk (about 1 GB is needed) or an edited\n' +
        'package-lock.json it cannot work. Put that right and run the command again.',
    );
    return code;
  }
  if (!existsSync(node)) {
    console.error(
      `npm ci has not brought ${node}. Scripts of packages must not be switched off (npm config get ignore-scripts).`,
    );
    return 1;
  }
  console.log(`Packages installed (${Math.round((Date.now() - started) / 1000)} s).\n`);
  return 0;
}

const platform = (command, args) =>
  run(node, [...development, join('packages', 'local-platform', 'src', 'cli', 'main.ts'), command, ...args]);

/** Real servers on a busy machine take their time, and one Arcade serves all the files that kill its parts. */
const jestOptions = {
  unit: ['--testTimeout=30000', '--maxWorkers=100%'],
  int: ['--testTimeout=60000', '--forceExit', '--maxWorkers=100%'],
  e2e: ['--testTimeout=300000', '--forceExit', '--runInBand'],
};

const jest = (project, args) =>
  run(node, [
    // Set-ups are loaded by Node itself, and have to find the packages' sources as the tests do.
    ...development,
    '--experimental-vm-modules',
    join('node_modules', 'jest', 'bin', 'jest.js'),
    '--selectProjects',
    project,
    ...(jestOptions[project] ?? []),
    ...args,
  ]);

/** Runs one jest project and counts; a suite that does not even load counts as one failed test. */
async function countedJest(project, folder) {
  const file = join(folder, `${project}.json`);
  const code = await jest(project, ['--passWithNoTests', '--json', `--outputFile=${file}`]);
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(file, 'utf8'));
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return { passed: numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed };
}

/** Everything, in this order, also when an earlier part fails; an interruption ends it. The last line has the counts. */
async function testAll() {
  const folder = mkdtempSync(join(tmpdir(), 'arcade-tests-'));
  try {
    return await testAllInto(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function testAllInto(folder) {
  let passed = 0;
  let failed = 0;
  for (const script of ['check:types', 'check:lint', 'check:format', 'check:imports', 'check:api', 'verify']) {
    console.log(`\n── ${script} ──`);
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const code = await run('sh', ['-c', scripts[script]]);
    if (interrupted !== undefined) return interrupted;
    if (code === 0) passed++;
    else failed++;
    console.log(code === 0 ? `${script} passed` : `${script} FAILED`);
  }
  for (const project of ['unit', 'int', 'e2e']) {
    console.log(`\n── ${project} ──`);
    const counts = await countedJest(project, folder);
    if (interrupted !== undefined) return interrupted;
    passed += counts.passed;
    failed += counts.failed;
  }
  console.log(`\ntests: ${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function main([command, ...args]) {
  if (command === undefined || command === '--help' || !(command in commands)) {
    console.log(Object.keys(commands).map(help).join('\n\n'));
    return command === undefined || command === '--help' ? 0 : 1;
  }
  if (args.includes('--help')) {
    console.log(help(command));
    return 0;
  }
  // These have nothing to do without packages, and must not bring any.
  if (!existsSync(node) && ['stop', 'status'].includes(command)) {
    console.log('Arcade is not installed yet. Start it with npm start.');
    return command === 'stop' ? 0 : 1;
  }
  if (!['stop', 'status', 'clean'].includes(command) || !existsSync(node)) {
    const code = await install();
    if (code !== 0) return code;
  }
  mkdirSync(cacheFolder(), { recursive: true });
  switch (command) {
    case 'test':
      return testAll();
    case 'test:unit':
    case 'test:int':
    case 'test:e2e':
      return jest(command.slice('test:'.length), args);
    case 'bench':
    case 'profile':
    case 'mutate':
      return run(node, [...development, join(programs[command], 'main.ts'), ...args]);
    default:
      return platform(command, args);
  }
}

process.exitCode = await main(process.argv.slice(2));
