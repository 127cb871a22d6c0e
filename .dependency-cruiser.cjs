/**
 * The arrows of src/README.md. Each folder may import the folders listed for it, and nothing else inside src.
 * @type {Record<string, string[]>}
 */
const ARROWS = {
  main: ['cli'],
  cli: [
    'gateway',
    'demo',
    'worker',
    'jobs',
    'maintenance',
    'importing',
    'embedded',
    'migrations',
    'doctor',
    'tokens',
    'domains',
    'search',
    'analytics',
    'tenancy',
    'config',
    'errors',
  ],
  demo: [
    'gateway',
    'worker',
    'maintenance',
    'importing',
    'embedded',
    'migrations',
    'tokens',
    'tenancy',
    'config',
    'errors',
  ],
  gateway: [
    'domains',
    'live',
    'search',
    'analytics',
    'cache',
    'freshness',
    'doctor',
    'tokens',
    'tenancy',
    'config',
    'errors',
  ],
  domains: ['search', 'analytics', 'tenancy', 'errors'],
  search: ['analytics', 'tenancy', 'errors'],
  live: ['analytics', 'freshness', 'tenancy', 'errors'],
  analytics: ['cache', 'freshness', 'tenancy', 'errors'],
  cache: ['config', 'errors'],
  freshness: ['tenancy', 'errors'],
  worker: ['maintenance', 'jobs', 'tenancy', 'config', 'errors'],
  jobs: ['tenancy', 'errors'],
  maintenance: ['tenancy', 'config', 'errors'],
  importing: ['tenancy', 'config', 'errors'],
  embedded: ['config', 'errors'],
  migrations: ['jobs', 'config', 'errors'],
  doctor: ['tenancy', 'config', 'errors'],
  tokens: ['tenancy', 'config', 'errors'],
  tenancy: ['errors'],
  config: ['errors'],
  errors: [],
};

/** Packages that only some folders may import: the database goes through the tenancy door, the environment through one file. */
const PACKAGES = {
  pg: [
    'tenancy',
    'migrations',
    'embedded',
    'importing',
    'maintenance',
    'worker',
    'jobs',
    'tokens',
    'demo',
    'doctor',
  ],
  'pg-boss': ['worker', 'jobs'],
  ioredis: ['cache'],
  fastify: ['gateway'],
  '@apollo/server': ['gateway'],
  'graphql-ws': ['gateway'],
  ws: ['gateway'],
  commander: ['cli', 'main'],
  dataloader: ['analytics'],
};

const folder = (name) => (name === 'main' ? '^src/main\\.ts$' : `^src/${name}/`);

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(ARROWS).map(([name, allowed]) => ({
      name: `arrows-of-${name}`,
      severity: 'error',
      from: { path: folder(name) },
      to: { path: '^src/', pathNot: [name, ...allowed].map(folder) },
    })),
    ...Object.entries(PACKAGES).map(([name, allowed]) => ({
      name: `only-some-import-${name}`,
      severity: 'error',
      from: { path: '^src/', pathNot: allowed.map(folder) },
      to: { path: `^node_modules/${name}/`, dependencyTypesNot: ['type-only'] },
    })),
    {
      name: 'every-folder-is-on-the-map',
      comment: 'Add the folder to src/README.md and to ARROWS.',
      severity: 'error',
      from: { path: '^src/', pathNot: [...Object.keys(ARROWS).map(folder), '^src/playground/'] },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/playground/(browser|vite)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js'],
    },
  },
};
