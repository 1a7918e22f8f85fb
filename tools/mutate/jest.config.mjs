import config from '../../jest.config.mjs';

const unit = config.projects.find(({ displayName }) => displayName === 'unit');

/** The unit tests alone; the copy of the project that is mutated lies in `.arcade`, so that folder is not ignored here. */
export default { ...unit, rootDir: '../..', modulePathIgnorePatterns: ['/dist/', '/.tscache/'] };
