import type { CodegenConfig } from '@graphql-codegen/cli';

/**
 * Typed documents for whoever asks Sluice from TypeScript, our own tests first: `npm run generate`. Point `schema` and `documents` at
 * your own gateway and operations to use it in a front end.
 */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: ['test/operations/*.graphql', 'src/playground/browser/examples/*.graphql'],
  emitLegacyCommonJSImports: false,
  generates: {
    'test/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        scalars: {
          DateTime: 'string',
          Duration: 'string',
          Decimal: 'string',
          JSON: 'unknown',
          Long: { input: 'number | string', output: 'number | string' },
        },
      },
    },
  },
};

export default config;
