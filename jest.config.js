const transform = {
  '^.+\\.(m|c)?[jt]sx?$': [
    '@swc/jest',
    {
      jsc: {
        parser: { syntax: 'typescript', tsx: true },
        transform: { react: { runtime: 'automatic' } },
        target: 'es2023',
      },
      module: { type: 'commonjs' },
      sourceMaps: 'inline',
    },
  ],
};

// Packages that are ES modules only; jest runs CommonJS, so they are compiled like our own code.
const esModulesOnly = ['@tus/[^/]+', 'srvx', 'openapi-fetch'];

const base = {
  testEnvironment: 'node',
  transform,
  transformIgnorePatterns: [`/node_modules/(?!(${esModulesOnly.join('|')})/)`],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.local/'],
  restoreMocks: true,
};

const services = {
  globalSetup: '<rootDir>/test/support/services/start.ts',
  globalTeardown: '<rootDir>/test/support/services/stop.ts',
};

const suite = (name, more = {}) => ({
  ...base,
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts?(x)`],
  ...more,
});

module.exports = {
  testTimeout: 30_000,
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/{src,bin,simulators}/**/*.test.ts?(x)'] },
    suite('modules', services),
    suite('journeys', services),
    suite('browser', services),
    suite('faults', services),
    suite('boundaries'),
  ],
};
