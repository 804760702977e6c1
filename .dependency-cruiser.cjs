// The rules of docs/architecture.md that imports can break. test/boundaries plants a violation of each.
const mayAsk = require('./src/modules/may-ask.json');

const room = '^src/modules/([^/]+)/';
const anotherRoom = '^src/modules/(?!$1/)[^/]+/';
const browser = '^src/(dashboard|ui|viewer/islands)/';
const rooms = Object.keys(mayAsk);

const rules = [
  {
    name: 'no-cycles',
    comment: 'Files that need each other, were it only for a type, are one file, or share a third.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'rooms-meet-at-their-doors',
    comment: 'Another room is entered by index, events or contract.',
    from: { path: room },
    to: { path: anotherRoom, pathNot: '^src/modules/[^/]+/(index|events|contract[a-z-]*)\\.ts$' },
  },
  {
    name: 'rooms-import-types-only',
    comment:
      "Another room's instance arrives as an argument from compose.ts. The rules of access are pure and may be called.",
    from: { path: room },
    to: { path: `${anotherRoom}index\\.ts$`, pathNot: '^src/modules/access/', dependencyTypesNot: ['type-only'] },
  },
  ...rooms.map((name) => ({
    name: `may-ask-${name}`,
    comment: `src/modules/may-ask.json says whom ${name} may ask.`,
    from: { path: `^src/modules/${name}/` },
    to: {
      path: '^src/modules/[^/]+/index\\.ts$',
      pathNot: `^src/modules/(${[...mayAsk[name], name, 'access'].join('|')})/`,
    },
  })),
  {
    name: 'rules-of-access-stand-alone',
    comment: 'access is pure: it needs nothing but itself.',
    from: { path: '^src/modules/access/', pathNot: '\\.test\\.ts$' },
    to: { pathNot: '^src/modules/access/' },
  },
  {
    name: 'platform-knows-no-room',
    from: { path: '^src/platform/' },
    to: { path: '^src/(modules|processes|dashboard|viewer|ui)/' },
  },
  {
    name: 'nothing-imports-a-process',
    from: { pathNot: '^src/processes/' },
    to: { path: '^src/processes/' },
  },
  {
    name: 'browsers-see-contracts-and-the-client',
    from: { path: browser, pathNot: '\\.test\\.tsx?$' },
    to: {
      path: '^(src|migrations|simulators|bin|test)/',
      pathNot: [
        browser,
        '^src/modules/[^/]+/contract[a-z-]*\\.ts$',
        '^src/modules/access/index\\.ts$',
        '\\.(css|svg|woff2)$',
      ],
    },
  },
  {
    name: 'browsers-have-no-node',
    from: { path: browser, pathNot: ['\\.test\\.tsx?$', '-plugin\\.ts$'] },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'contracts-run-in-browsers',
    comment: 'A contract is zod, other contracts, and two pure pieces: safe text and the rules of access.',
    from: { path: '^src/modules/[^/]+/contract[a-z-]*\\.ts$' },
    to: {
      pathNot: [
        '^src/modules/[^/]+/contract[a-z-]*\\.ts$',
        'node_modules/zod/',
        '^src/platform/http/text\\.ts$',
        '^src/modules/access/index\\.ts$',
      ],
    },
  },
  {
    name: 'pages-are-handed-rooms',
    comment: 'Pages run in web: they get instances as arguments and open nothing themselves.',
    from: { path: '^src/viewer/(?!islands/)', pathNot: '\\.test\\.tsx?$' },
    to: {
      path: '^src/(modules|platform)/',
      pathNot: [
        '^src/modules/[^/]+/contract[a-z-]*\\.ts$',
        '^src/modules/access/index\\.ts$',
        '^src/platform/(http|resilience)/',
      ],
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'site-is-plain-html',
    comment: 'Mantine belongs to the studio; the site stays light.',
    from: { path: '^src/viewer/' },
    to: { path: 'node_modules/@mantine/' },
  },
  {
    name: 'express-stays-at-the-door',
    from: { path: '^src/', pathNot: ['^src/platform/http/', '^src/modules/[^/]+/routes[^/]*\\.ts$'] },
    to: { path: 'node_modules/(@types/)?express/' },
  },
  {
    name: 'stripe-stays-in-billing',
    from: { pathNot: ['^src/modules/billing/', '^simulators/stripe/'] },
    to: { path: ['node_modules/stripe/', '^stripe$'] },
  },
  {
    name: 'rooms-do-not-read-config',
    comment: 'compose.ts hands values in; their types may be named.',
    from: { path: '^src/modules/', pathNot: '\\.test\\.ts$' },
    to: { path: '^src/platform/config/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'source-knows-no-test',
    from: { path: '^(src|migrations|simulators)/', pathNot: '\\.test\\.tsx?$' },
    to: { path: ['^(test|bin|bench)/', '\\.test\\.tsx?$'] },
  },
  {
    name: 'migrations-stand-alone',
    comment: 'A migration does the same for ever, whatever becomes of the code.',
    from: { path: '^migrations/' },
    to: { path: '^src/' },
  },
];

module.exports = {
  forbidden: rules.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    exclude: { path: '^dist/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
