import sonarjs from 'eslint-plugin-sonarjs';
import tseslint from 'typescript-eslint';

/** One lint set-up for the repository. Formatting is Prettier's, imports between folders are dependency-cruiser's. */
export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '.yarn/**',
      '.tools/**',
      '.weir/**',
      'collector-receiver/**',
      // Grafana plugins keep the rules of their scaffolds and are linted by them.
      'plugins/grafana-*/**',
      // Backstage packages are linted by Backstage's own command line.
      'plugins/backstage-*/**',
      'dev/portal/app/**',
      'dev/portal/backend/**',
      // Compiled by the test that installs it.
      'e2e/backstage-install/portal/**',
      'dist-types/**',
      'bootstrap.cjs',
      '.dependency-cruiser.cjs',
      '*.mjs',
      'vitest.config.ts',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { sonarjs },
    rules: {
      'no-console': 'error',
      eqeqeq: 'error',
      'prefer-const': 'error',
      'sonarjs/cognitive-complexity': ['error', 15],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  }
);
