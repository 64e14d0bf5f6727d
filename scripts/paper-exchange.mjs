/*
 * The paper exchange by itself: `npm run -s paper-exchange -- --help`. Runs the TypeScript source as it is, so that no
 * build is needed and nothing stale is served.
 */
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

const source = new URL('../electron/domains/paper/standalone.ts', import.meta.url);
register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
const { runStandalone } = await import(source.href);
await runStandalone(process.argv.slice(2));
